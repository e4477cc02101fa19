# runs: 1
# args: 80
"""Generators, comprehensions, closures, decorators, context managers, exceptions, sets, tuples, sorting."""


def cached(function):
    known = {}

    def wrapper(*arguments):
        if arguments not in known:
            known[arguments] = function(*arguments)
        return known[arguments]

    return wrapper


@cached
def paths(x, y):
    return 1 if x == 0 or y == 0 else paths(x - 1, y) + paths(x, y - 1)


def counter(start=0):
    value = start

    def next_value(step=1, *, sign=1):
        nonlocal value
        value += step * sign
        return value

    return next_value


def primes():
    found = []
    n = 2
    while True:
        if all(n % p for p in found if p * p <= n):
            found.append(n)
            yield n
        n += 1


def take(n, items):
    for i, item in enumerate(items):
        if i >= n:
            return
        yield item


def average():
    total, count, value = 0, 0, None
    while True:
        got = yield value
        if got is None:
            return
        total += got
        count += 1
        value = total // count


class Step:
    depth = 0

    def __init__(self, name):
        self.name = name

    def __enter__(self):
        Step.depth += 1
        return self

    def __exit__(self, kind, error, trace):
        Step.depth -= 1
        return kind is KeyError


def place(queens, n, rows=()):
    row = len(rows)
    if row == n:
        return 1
    found = 0
    for column in range(n):
        if all(column != c and abs(column - c) != row - r for r, c in enumerate(rows)):
            found += place(queens, n, rows + (column,))
    return found


def classify(value):
    match value:
        case None:
            return "none"
        case bool():
            return "bool"
        case int(n) if n < 0:
            return "negative"
        case int():
            return "int"
        case str(text):
            return text[:1]
        case [first, *rest]:
            return f"{classify(first)}+{len(rest)}"
        case {"kind": kind, **others}:
            return f"{kind}:{len(others)}"
    return "other"


tick = counter(5)
for i in range(8_000):
    tick(i % 3, sign=-1 if i & 1 else 1)
running = average()
next(running)
for value in take(300, primes()):
    running.send(value)
handled = 0
empty = {}
for i in range(2_000):
    with Step("outer"):
        try:
            with Step("inner") as step:
                if i % 4 == 0:
                    empty[step.name]
                if i % 5 == 0:
                    raise ValueError(i)
                if i % 7 == 0:
                    (1).missing
        except (ValueError, AttributeError) as error:
            handled += len(error.args)
        finally:
            handled += 1
items = [None, True, 5, -5, "text", [1, 2, 3], {"kind": "k", "a": 1}, 1.5, ()]
kinds = {}
for i in range(3_000):
    kind = classify(items[i % len(items)])
    kinds[kind] = kinds.get(kind, 0) + 1
pairs = [(a, b) for a in range(60) for b in range(60) if (a * b) % 7 == 3]
left, right = {a for a, _ in pairs}, frozenset(b * 2 for _, b in pairs)
index = {pair: i for i, pair in enumerate(pairs)}
hits = sum(1 for i in range(60) for j in range(60) if (i, j) in index)
merged = sorted([(i * 7919) % 1009 for i in range(4_000)])
merged.reverse()
tail = list(map(lambda n: n * 2, filter(lambda n: n % 3 == 0, merged[:900])))
queue = list(range(200))
while len(queue) > 1:
    queue.append(queue.pop(0) ^ queue.pop())
rows = [dict(id=i, tags=["a", "b"][: i % 3], owner=None) for i in range(800)]
chosen = [{**row, "n": len(row["tags"])} for row in rows if row["tags"] and row["id"] not in left]
first, *middle, last = chosen
any_large = any(row["n"] > 1 for row in chosen) and not all(row["owner"] for row in chosen)
finish([paths(20, 20), tick(0), handled, kinds, hits, len(left | right), sum(tail), place(None, 6), last["id"], any_large])
