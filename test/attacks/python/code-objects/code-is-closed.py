# attack: a code object is subclassed, written to, copied with changes, and asked for names that it has not
# fence: code objects are immutable, their type is final, replace() is sealed (SEMANTICS 18)
# screened: S105 S106
# step: deploy attack [] => success []
def f(a):
    return a


code = f.__code__
open_ways = []


def subclass():
    class Code(type(code)):
        pass


def assign(name, value):
    setattr(code, name, value)


for name, way in {
    "subclass": subclass,
    "assign": lambda: assign("co_code", b""),
    "consts": lambda: assign("co_consts", ()),
    "descriptor": lambda: type(code).co_consts.__set__(code, ()),
    "delete": lambda: delattr(code, "co_names"),
    "new": lambda: object.__new__(type(code)),
    "reduce": lambda: code.__reduce_ex__(2),
    "name": lambda: code._varname_from_oparg(10**6),
    "name below": lambda: code._varname_from_oparg(-1),
    "class": lambda: setattr(code, "__class__", int),
    "replace nothing": lambda: code.replace(),
}.items():
    try:
        way()
        open_ways.append(name)
    except (TypeError, AttributeError, RuntimeError, IndexError, ImportError):
        pass
finish(open_ways)
