# attack: a generator that delegates to itself, and two that delegate to each other
# fence: ValueError: generator already executing
# step: deploy attack [] => success ['generator already executing', 'generator already executing']
def itself():
    yield from me


def left():
    yield from b


def right():
    yield from a


me, a, b = itself(), left(), right()
ends = []
for start in (me, a):
    try:
        next(start)
        ends.append("ran")
    except ValueError as error:
        ends.append(str(error))
finish(ends)
