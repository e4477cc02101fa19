"""Stands in for asyncio.events. test.support asks it for this."""

_event_loop_policy = None
