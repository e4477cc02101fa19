"""Stands in for asyncio, which needs sockets and signals. unittest.mock and unittest.async_case import it."""

from inspect import iscoroutinefunction


def run(coroutine, /, **options):
    from unittest import SkipTest

    coroutine.close()
    raise SkipTest("needs an event loop")


def set_event_loop_policy(policy):
    pass
