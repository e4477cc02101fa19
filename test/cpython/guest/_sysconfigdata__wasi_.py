"""What CPython's makefile would have known: nothing. sysconfig imports it."""

build_time_vars = {}
