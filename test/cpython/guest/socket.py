"""Stands in for socket: there is none. test_exception_hierarchy imports it for the names of exceptions."""

error = OSError
herror = type("herror", (OSError,), {"__module__": "socket"})
gaierror = type("gaierror", (OSError,), {"__module__": "socket"})
timeout = TimeoutError

# Asked for by http.client and urllib.request, which test_hashlib imports.
_GLOBAL_DEFAULT_TIMEOUT = object()
