# attack: C pointers in capsules: found in modules, unwrapped, copied
# fence: there is none in reach, and Python cannot open one
# screened: S105
# step: deploy attack [] => success [[], 'TypeError']
import hashlib
import math
import zlib

Capsule = next(c for c in object.__subclasses__() if c.__name__ == "PyCapsule")
found = [n for m in (hashlib, math, zlib) for n, v in vars(m).items() if isinstance(v, Capsule)]
try:
    Capsule()
    end = "made"
except TypeError:
    end = "TypeError"
finish([found, end])
