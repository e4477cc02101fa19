# attack: sorts of equal keys, of mixed ints and floats, of objects without order, by unstable keys
# fence: the sort is stable; what has no order raises
# step: deploy attack [] => success [['b', 'a', 'd', 'c'], [1, 1.0, True, 2, 2.0], 'TypeError', [3, 1, 2]]
pairs = [("b", 1), ("a", 1), ("d", 2), ("c", 2)]
try:
    sorted([object(), object()])
    end = "sorted"
except TypeError as error:
    end = type(error).__name__
nan = float("nan")
finish([[p[0] for p in sorted(pairs, key=lambda p: p[1])], sorted([2, 1, 1.0, True, 2.0]), end, sorted([3, 1, 2], key=lambda n: nan)])
