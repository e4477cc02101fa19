# attack: derive() and the predicate of split give what is no group, raise, and change the list that the group was made of
# fence: CPython checks; a group holds a tuple of its own
# step: deploy attack [] => success ['TypeError', 'ZeroDivisionError', 2, 'ValueError', 'ValueError', 'TypeError']
class Odd(ExceptionGroup):
    def derive(self, members):
        return 5


class Raising(ExceptionGroup):
    def derive(self, members):
        1 / 0


members = [ValueError(1), KeyError(2)]
ends = []
for way in (
    lambda: Odd("m", [ValueError(), KeyError()]).split(KeyError),
    lambda: Raising("m", [ValueError(), KeyError()]).subgroup(KeyError),
    lambda: (lambda g: members.clear() or len(g.exceptions))(ExceptionGroup("m", members)),
    lambda: ExceptionGroup("m", [5]),
    lambda: ExceptionGroup("m", []),
    lambda: ExceptionGroup("m", [KeyboardInterrupt()]),
):
    try:
        ends.append(way())
    except (TypeError, ZeroDivisionError, ValueError) as error:
        ends.append(type(error).__name__)
finish(ends)
