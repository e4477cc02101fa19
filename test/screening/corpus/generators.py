def numbers():
    n = 0
    while True:
        received = yield n
        n = received if received is not None else n + 1


def take(count, items):
    for _, item in zip(range(count), items):
        yield item


def chained(*parts):
    for part in parts:
        yield from part


g = numbers()
next(g)
g.send(10)
first = list(take(3, g))
g.close()
pairs = ((a, b) for a in range(3) for b in range(a))
finish([first, list(chained("ab", [1])), list(pairs)])
