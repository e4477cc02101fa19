# attack: throw() with what is no exception, classes that make something else, tracebacks of others, 500 levels of throw
# fence: CPython checks types
# step: deploy attack [] => success ['TypeError', 'TypeError', 'TypeError', 'StopIteration', 'RecursionError']
class Odd(Exception):
    def __new__(cls):
        return 5


def waiting():
    yield 1
    yield 2


def deep(n):
    try:
        yield 1
    finally:
        if n:
            inner = deep(n - 1)
            next(inner)
            inner.close()


ends = []
for rest in ((5,), (Odd,), (ValueError, ValueError(), 5), (StopIteration,)):
    generator = waiting()
    next(generator)
    try:
        generator.throw(*rest)
    except (TypeError, StopIteration) as error:
        ends.append(type(error).__name__)
    except RuntimeError as error:
        ends.append(type(error.__cause__).__name__)
outer = deep(2000)
next(outer)
try:
    outer.close()
    ends.append("closed")
except RecursionError as error:
    ends.append(type(error).__name__)
finish(ends)
