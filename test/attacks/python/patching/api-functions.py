# attack: the API's functions are written to, subclassed, called with a forged self, unbound
# fence: builtin functions have no dict and no settable code
# screened: S105 S106
# step: deploy attack [] => success []
done = []


def derive():
    class Mine(type(finish)):
        pass


def assign(name, value):
    setattr(finish, name, value)


for name, way in {
    "attribute": lambda: assign("evil", 1),
    "doc": lambda: assign("__doc__", "x"),
    "name": lambda: assign("__name__", "x"),
    "self": lambda: assign("__self__", chain),
    "code": lambda: finish.__code__,
    "globals": lambda: finish.__globals__,
    "derive": derive,
    "new": lambda: type(finish)(),
    "get": lambda: finish.__get__(None, None),
    "reduce": lambda: finish.__reduce__()[99],
}.items():
    try:
        way()
        done.append(name)
    except (AttributeError, TypeError, IndexError):
        pass
finish(done)
