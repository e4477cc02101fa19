class Point:
    __match_args__ = ("x", "y")

    def __init__(self, x, y):
        self.x, self.y = x, y


def describe(thing):
    match thing:
        case []: return "nothing"
        case [x]: return f"one: {x}"
        case [first, *rest] if len(rest) > 3: return f"many from {first}"
        case {"type": "transfer", "to": str(to), **others}: return f"to {to} {len(others)}"
        case Point(x=0, y=0): return "origin"
        case Point(x, y) if x == y: return "diagonal"
        case "a" | "b" as letter: return letter.upper()
        case int(n) | float(n): return -n
        case (True, None): return "flags"
        case _: return "?"


things = [[], [1], list(range(9)), {"type": "transfer", "to": "ann", "fee": 1}, Point(0, 0), Point(2, 2), "b", 7, (1, 2, 3)]
finish([describe(thing) for thing in things])
