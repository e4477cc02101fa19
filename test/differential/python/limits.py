# What runs into a limit: of recursion in Python and in C, of memory, of fuel, of output.
# Around screening: what is tested is the interpreter behind it.
BUILTINS = dict(globals())["__builtins" + "__"]


def down(n):
    return n and 1 + down(n - 1)


class Loop:
    def __repr__(self):
        return f"<{self!r}>"

    def __eq__(self, other):
        return [self] == [other]

    def __getattr__(self, name):
        return getattr(self, name + "x")


def depth():
    n = 0

    def more():
        nonlocal n
        n += 1
        more()

    try:
        more()
    except RecursionError as error:
        return [n, str(error)]


def nested(n):
    value = ()
    for _ in range(n):
        value = (value,)
    return value


if not new:
    chain["last"] = args
    match args:
        case ["down", n]: finish(down(n))
        case ["depth"]: finish(depth())
        case ["repr"]: finish(repr(Loop()))
        case ["compare"]: finish(Loop() == Loop())
        case ["getattr"]: finish(Loop().name)
        case ["hash", n]: finish(hash(nested(n)))
        case ["parse", n]: finish(BUILTINS["eval"]("(" * n + "1" + ")" * n))
        case ["sort"]: sorted([1, 2], key=lambda x: sorted([x], key=x))
        case ["maps", n]:
            numbers = iter([1])
            for _ in range(n): numbers = map(abs, numbers)
            finish(next(numbers))
        case ["spin"]:
            total = 0.0
            while True: total += 0.1
        case ["count", n]:
            for i in range(n): chain["i"] = i
        case ["bytes", n]: finish(len(bytearray(n)) + len(bytes(n)))
        case ["list", n]:
            hoard = []
            try:
                for i in range(n): hoard.append([i] * 50)
            except MemoryError:
                del hoard
                finish("out of memory")
            finish(len(hoard))
        case ["print", n]:
            for i in range(n): print(i, "line of text", repr(i / 7), end="|\n" if i % 9 else "")
            finish(n)
        case ["text", n]: finish("ä" * n)
