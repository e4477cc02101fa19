# attack: functions are put together from code, closures and globals that do not fit
# fence: the function type checks the number and kind of cells; the code itself cannot be made
# screened: S105
# step: deploy attack [] => success ['ValueError', 'TypeError', 'TypeError', 'TypeError', 'TypeError', 'ValueError', 42]
def outer():
    value = 42

    def inner():
        return value

    return inner


def plain():
    return 7


Function = type(plain)
inner = outer()
cell = inner.__closure__[0]
ends = []


def swap():
    plain.__code__ = inner.__code__


for way in (
    lambda: Function(inner.__code__, globals(), None, None, ()),
    lambda: Function(inner.__code__, globals(), None, None, (1,)),
    lambda: Function(inner.__code__, globals(), None, None, [cell]),
    lambda: Function(b"code", globals()),
    lambda: Function(plain.__code__, []),
    swap,
):
    try:
        ends.append(repr(way()))
    except (TypeError, ValueError) as error:
        ends.append(type(error).__name__)
finish(ends + [Function(inner.__code__, {}, None, None, (cell,))()])
