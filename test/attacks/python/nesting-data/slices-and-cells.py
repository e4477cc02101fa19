# attack: slices of slices, cells of cells, ranges of ranges, 20,000 deep, are compared, shown and hashed
# fence: CPython counts C recursion
# screened: S105
# step: deploy attack [] => success ['RecursionError', 'RecursionError', 'RecursionError']
Cell = next(c for c in object.__subclasses__() if c.__name__ == "cell")
left = right = slice(1)
a = b = Cell(1)
for _ in range(20_000):
    left, right = slice(left), slice(right)
    a, b = Cell(a), Cell(b)
ends = []
for way in (lambda: left == right, lambda: repr(left), lambda: a == b):
    try:
        way()
        ends.append("done")
    except RecursionError as error:
        ends.append(type(error).__name__)
finish(ends)
