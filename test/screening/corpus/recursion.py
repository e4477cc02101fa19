def hanoi(n, a="a", b="b", c="c"):
    if n == 0:
        return []
    return hanoi(n - 1, a, c, b) + [(a, c)] + hanoi(n - 1, b, a, c)


def permutations(items):
    if not items:
        yield ()
    for i, item in enumerate(items):
        for rest in permutations(items[:i] + items[i + 1:]):
            yield (item, *rest)


def flatten(value):
    return sum(map(flatten, value), []) if isinstance(value, list) else [value]


finish([len(hanoi(6)), len(set(permutations((1, 2, 3, 4)))), flatten([1, [2, [3, []]]])])
