# attack: __traceback__, __context__, __cause__, __dict__, args, __class__ and __setstate__ of exceptions get wrong types
# fence: TypeError
# step: deploy attack [] => success []
error = ValueError("x")
done = []


def assign(name, value):
    setattr(error, name, value)


for name, way in {
    "traceback": lambda: assign("__traceback__", 5), "context": lambda: assign("__context__", 5),
    "cause": lambda: assign("__cause__", "x"), "dict": lambda: assign("__dict__", 5), "args": lambda: assign("args", 5),
    "class": lambda: assign("__class__", int), "state": lambda: error.__setstate__(5), "note": lambda: error.add_note(5),
    "with": lambda: error.with_traceback(5), "delete": lambda: delattr(error, "__context__"),
    "suppress": lambda: assign("__suppress_context__", "x"),
}.items():
    try:
        way()
        done.append(name)
    except TypeError:
        pass
finish(done)
