# attack: __hash__ that raises, gives text, a huge int, a bool, itself
# fence: CPython checks, and reduces ints modulo 2^31 - 1
# step: deploy attack [] => success ['ZeroDivisionError', 'TypeError', 1, 1, 'RecursionError', -2]
def kind(answer):
    return type("K", (), {"__hash__": answer})()


ends = []
for answer in (lambda s: 1 / 0, lambda s: "1", lambda s: 2**31, lambda s: True, lambda s: hash(s), lambda s: -1):
    try:
        ends.append(hash(kind(answer)))
    except (ZeroDivisionError, TypeError, RecursionError) as error:
        ends.append(type(error).__name__)
finish(ends)
