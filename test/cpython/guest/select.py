"""Stands in for select: there is nothing to wait for. selectors, below subprocess, imports it."""

error = OSError


def select(readers, writers, exceptional, timeout=None, /):
    raise OSError("there is nothing to wait for")
