# Orders and identities: whatever an address or a hash decides.
class Thing:
    pass


class Same:
    def __hash__(self):
        return 7


def setting(n, words):
    things = [Thing() for _ in range(n)]
    mixed = {*words, *range(n), *(float(i) / 3 for i in range(n)), None, True, Ellipsis, (1, "a"), b"bytes", frozenset(words)}
    return things, mixed


if not new:
    action, n, *words = args
    things, mixed = setting(n, words)
    match action:
        case "sets":
            unions = set(words) | {w[::-1] for w in words} - set(words[:2])
            finish([repr(mixed), list(unions), [x for x in set(words) ^ set(words[1:])], mixed.pop().__class__.__name__])
        case "identity":
            finish([repr(things[-1]), id(things[0]), id(words), hash(things[-1]), hash(Thing), repr(len), repr(setting),
                    [things.index(t) for t in set(things)], sorted(range(n), key=lambda i: id(things[i]))])
        case "hashes":
            finish([hash(x) for x in (*words, tuple(words), frozenset(words), 2**61 - 2, -1, 1.5, None, b"x", 10**30, int, range(n))])
        case "dicts":
            table = {thing: i for i, thing in enumerate(things)}
            for thing in things[::3]:
                del table[thing]
            collisions = {Same(): i for i in range(min(n, 30))}
            finish([list(table.values()), list(collisions.values()), dir(Thing)[:5], list(vars())[:5]])
        case "keep":
            for word in set(words):
                chain[word] = {i: w for i, w in enumerate(mixed) if isinstance(w, (int, str))}
            if words[0] in chain and n % 2:
                del chain[words[0]]
            emit("Order", keys=list(chain), first=set(words))
            finish(list(chain))
        case "ledger":
            book = chain.setdefault("book", {})
            for i in range(n):
                key = (words[i % len(words)], i * 7 % 11)
                book[key] = book.get(key, 0) + i
                if i % 4 == 3:
                    book.pop((words[i % len(words)], (i - 4) * 7 % 11), None)
            finish([len(book), list(book.items())[:8]])
