def f(): ...
f.__globals__  #: S105 0-13
f.__code__.co_consts  #: S105 0-10, S105 0-20
().__class__.__base__.__subclasses__()  #: S105 0-21, S105 0-36
f.__closure__ = None  #: S105 0-13
del f.__builtins__  #: S105 4-18
print.__self__  #: S105 0-14
(x for x in ()).gi_frame.f_back  #: S105 0-24, S105 0-31
try: pass
except ValueError as e: e.__traceback__.tb_frame.f_globals  #: S105 24-48, S105 24-58
match f:
    case object(__code__=c): ...  #: S105 9-27
from math import __loader__  #: S105 0-27
f"{f.__mro__:{f.__bases__}}"  #: S105 3-12, S105 14-25
f.__class__, f.__name__, f.__doc__, f.__dict__, f.__module__
class A:
    __slots__ = ("code", "frame")
    def __init__(self): self.code = self.frame = self.base = self.globals = 1
    def __getattr__(self, name): return object.__getattribute__(self, "x" + name)
A().code, A.mro(), A.__eq__, A.__qualname__, A.__init__
