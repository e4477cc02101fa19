# attack: everything that can be reached by attributes, globals, closures and elements is searched for modules
# fence: only the libraries, builtins and what hashlib is made of are reachable; no sys, no importer
# fuel: 3_000_000_000
# screened: S103 S105 S106
# step: deploy attack [] => success []
import hashlib
import math
import zlib

Module = type(math)
allowed = "builtins math zlib hashlib _md5 _sha1 _sha2 _sha3 _blake2".split()
seen = {}
queue = [object, hashlib, math, zlib, __builtins__, finish, chain, (lambda: 0), CallError, ValueError()]
found = set()
while queue:
    thing = queue.pop()
    if id(thing) in seen:
        continue
    seen[id(thing)] = thing
    if type(thing) is Module:
        found.add(thing.__name__)
    if type(thing) in (int, str, bytes, float, bool):
        continue
    if type(thing) in (list, tuple, set, frozenset):
        queue.extend(thing)
    elif type(thing) is dict and len(seen) < 20_000:
        queue.extend(list(thing.values()))
    for name in ("__dict__", "__self__", "__globals__", "__closure__", "__func__", "__wrapped__", "__objclass__", "__bases__",
                 "__builtins__", "__module__", "__loader__", "__spec__", "f_globals", "gi_frame", "__defaults__"):
        try:
            value = getattr(thing, name)
        except Exception:
            continue
        queue.append(dict(value) if name == "__dict__" else value)
    if isinstance(thing, type):
        try:
            queue.extend(type.__subclasses__(thing))
        except TypeError:
            pass
finish(sorted(found - set(allowed)))
