# attack: every module that CPython's core has built in is imported by its name
# fence: after boot the guard knows three names (SEMANTICS 18)
# screened: S103
# step: deploy attack [] => success []
names = """sys builtins gc _imp marshal _io io os posix signal _thread time random _random ctypes _ctypes socket _socket
    importlib _frozen_importlib _frozen_importlib_external zipimport types inspect ast _ast _weakref weakref _warnings
    warnings _codecs codecs _collections itertools functools _functools operator _operator string _string re _sre atexit
    faulthandler tracemalloc _tracemalloc _symtable _typing typing _contextvars _sha2 _md5 _sha1 _sha3 _blake2 _hashlib
    pickle copy copyreg struct _struct array mmap subprocess pathlib site __main__ __future__ pbevm encodings antigravity"""
found = []
for name in names.split():
    try:
        __import__(name)
        found.append(name)
    except ImportError:
        pass
finish(found)
