"""Stands in for the C extension of the tests: the one number that tests take from it (recursion-limit.patch)."""

Py_C_RECURSION_LIMIT = 400
