# attack: the hash trie of contextvars, directly, with keys that collide in all 32 bits and comparisons that raise
# fence: CPython checks; nothing is lost
# screened: S105
# step: deploy attack [] => success [300, 'ZeroDivisionError', 300]
Trie = next(c for c in object.__subclasses__() if c.__name__ == "hamt")


class Key:
    armed = False

    def __hash__(self):
        return -2

    def __eq__(self, other):
        if Key.armed:
            1 / 0
        return self is other


trie = Trie()
for _ in range(300):
    trie = trie.set(Key(), 1)
before = len(trie)
Key.armed = True
try:
    trie.get(Key())
    end = "found"
except ZeroDivisionError as error:
    end = type(error).__name__
finish([before, end, len(trie)])
