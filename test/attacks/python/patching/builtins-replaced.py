# attack: len, sorted, isinstance, __build_class__ and __import__ are replaced in the builtins dict
# fence: the dict is the contract's own copy for one call (SEMANTICS 6)
# screened: S103 S106
# step: deploy attack ["look"] => success [3, [1, 2], 'C', 3.14]
# alike: 2 4
# step: call attack ["look"] => success [3, [1, 2], 'C', 3.14]
# step: send attack [] => success [0, 'patched', 7, 'mine']
# step: call attack ["look"] => success [3, [1, 2], 'C', 3.14]
if not args:
    __builtins__["len"] = lambda thing: 0
    __builtins__["sorted"] = lambda things: "patched"
    __builtins__["__build_class__"] = lambda body, name: 7
    __builtins__["__import__"] = lambda *rest: "mine"
import math


class C:
    pass


finish([len("abc"), sorted([2, 1]), C if args == [] else C.__name__, math if args == [] else round(math.pi, 2)])
