# attack: frames are jumped, cleared while they run, deleted from, and traced
# fence: CPython refuses each on a running frame
# screened: S105 S106
# step: deploy attack [] => success []
def frame():
    try:
        raise ValueError
    except ValueError as error:
        return error.__traceback__.tb_frame.f_back


here = frame()
done = []


def assign(name, value):
    setattr(here, name, value)


for name, way in {
    "jump": lambda: assign("f_lineno", 1),
    "jump far": lambda: assign("f_lineno", 2**31),
    "clear": lambda: here.clear(),
    "code": lambda: assign("f_code", frame.__code__),
    "globals": lambda: assign("f_globals", {}),
    "back": lambda: assign("f_back", None),
    "lasti": lambda: assign("f_lasti", 0),
    "delete": lambda: delattr(here, "f_lineno"),
    "new": lambda: type(here)(),
}.items():
    try:
        way()
        done.append(name)
    except (ValueError, TypeError, AttributeError, RuntimeError):
        pass
finish(done)
