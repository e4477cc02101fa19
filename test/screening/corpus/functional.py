def reduce(function, items, start):
    for item in items:
        start = function(start, item)
    return start


def partial(function, *first):
    return lambda *rest: function(*first, *rest)


words = "the quick brown fox jumps over the lazy dog".split()
lengths = list(map(len, words))
longest = sorted(words, key=lambda word: (-len(word), word))[:3]
evens = list(filter(lambda n: n % 2 == 0, lengths))
power = partial(pow, 2)
finish([longest, evens, reduce(lambda a, b: a * b, lengths, 1), power(10), any(w.startswith("q") for w in words)])
