# attack: import * from a library whose __all__ was changed to name what it has not, and what is no name
# fence: AttributeError and TypeError as in CPython
# screened: S103
# step: deploy attack [] => success ['AttributeError', 'TypeError', True]
import hashlib
import math

ends = []
for names in (["sys"], [1]):
    hashlib.__all__ = names
    try:
        exec("from hashlib import *")
        ends.append("imported")
    except (AttributeError, TypeError) as error:
        ends.append(type(error).__name__)
exec("from math import *")
finish(ends + [pi == math.pi])
