# attack: a traceback that follows itself, for whoever walks it
# fence: CPython refuses loops: ValueError
# screened: S105
# step: deploy attack [] => success ['ValueError', 'ValueError']
def trace():
    try:
        raise KeyError
    except KeyError as error:
        return error.__traceback__


first, second = trace(), trace()
second.tb_next = first
ends = []
for at, following in ((first, first), (first, second)):
    try:
        at.tb_next = following
        ends.append("endless")
    except ValueError:
        ends.append("ValueError")
finish(ends)
