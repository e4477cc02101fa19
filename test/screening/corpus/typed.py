# Annotations without typing.
type Amount = int
type Table[K, V] = dict[K, list[V]]
limit: Amount = 5
names: list[str] = []
maybe: int | None = None


def group[K, V](pairs: list[tuple[K, V]]) -> Table[K, V]:
    table: dict[K, list[V]] = {}
    for key, value in pairs:
        table.setdefault(key, []).append(value)
    return table


def later(x: "Undefined", *more: int, flag: bool = False, **named: str) -> "list[Undefined]":
    return [x]


finish([group([("a", 1), ("b", 2), ("a", 3)]), later(1), group.__name__])
