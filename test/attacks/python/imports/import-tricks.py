# attack: ways around import: loaders, specs, levels, from lists, str subclasses, codecs
# fence: the image has no importlib; the guard compares exact text
# screened: S103 S105 S106
# step: deploy attack [] => success []

# Ways around `import`: each must end in an exception, none may hand over a module.
found = []


def attempt(name, way):
    try:
        found.append((name, repr(way())))
    except (ImportError, AttributeError, TypeError, RuntimeError, LookupError):
        pass


import hashlib
import math
import zlib

attempt("loader", lambda: math.__loader__.load_module("sys"))
attempt("spec", lambda: math.__spec__.loader.load_module("sys"))
attempt("relative", lambda: __import__("", {"__package__": "math"}, {}, ("x",), 1))
attempt("from list", lambda: __import__("math", None, None, ("os",)).os)
attempt("submodule", lambda: __import__("hashlib.os"))
attempt("str subclass", lambda: __import__(type("S", (str,), {"__eq__": lambda s, o: True, "__hash__": str.__hash__})("os")))
attempt("builtins", lambda: __builtins__.__import__("os") if not isinstance(__builtins__, dict) else __builtins__["__import__"]("os"))
attempt("codecs", lambda: "x".encode("cp1252"))
finish(found)
