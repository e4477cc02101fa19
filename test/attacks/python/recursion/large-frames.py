# attack: Python that calls itself through those functions in C that take the most of the C stack at each level
# fence: C recursion is counted, and the stack is large enough for the largest frames: RecursionError, not a trap
# step: deploy attack [] => success ['sort', 'sort of a sort', 'strict', 'bytes', 'format', 'hash', 'hypot', 'class']
import hashlib
import math


class Ordered:
    def __lt__(self, other):
        return sorted([Ordered(), Ordered()]) is None


class Sorting:
    def __lt__(self, other):
        [Sorting() for _ in range(3)].sort(key=lambda x: Sorting())


class Strict:
    def __bool__(self):
        return zip(strict=Strict()) is None


class Numbers:
    def __index__(self):
        return bytes([Numbers()])[0]


class Formatted:
    def __bytes__(self):
        return b"%b" % Formatted()


class Security:
    def __bool__(self):
        return hashlib.sha256(b"", usedforsecurity=Security()) is None


class Side:
    def __float__(self):
        return math.hypot(Side(), Side())


class Named:
    def __set_name__(self, owner, name):
        class Owner:
            named = Named()


def define():
    class Owner:
        named = Named()


chains = {
    "sort": lambda: Ordered() < Ordered(),
    "sort of a sort": lambda: [Sorting(), Sorting()].sort(),
    "strict": lambda: bool(Strict()),
    "bytes": lambda: bytes([Numbers()]),
    "format": lambda: bytes(Formatted()),
    "hash": lambda: bool(Security()),
    "hypot": lambda: float(Side()),
    "class": define,
}
ended = []
for name, chain_of_calls in chains.items():
    try:
        chain_of_calls()
    except RecursionError:
        ended.append(name)
finish(ended)
