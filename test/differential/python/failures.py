# Every way to end badly, after changes that must be undone. `new` fails too, if it is told to.
class Own(Exception):
    def __str__(self):
        return "never asked"


def chained(n):
    try:
        chained(n - 1) if n else [][1]
    except (IndexError, Own) as error:
        raise Own(f"level {n}", error) from error


# Around screening: what is tested is the interpreter behind it.
BUILTINS = dict(globals())["__builtins" + "__"]


def fail(kind, n):
    match kind:
        case "revert": revert("because " + "x" * n)
        case "own": raise Own("text", n)
        case "chained": chained(n % 9)
        case "group": raise ExceptionGroup("several", [ValueError(1), Own(2)])
        case "zero": return 1 // (n - n)
        case "name": return undefined_name
        case "key": return {}["missing", n]
        case "attribute": return n.nothing
        case "type": return n + "text"
        case "assert": assert n < 0, f"{n} is not negative"
        case "exit": raise SystemExit(n)
        case "interrupt": raise KeyboardInterrupt
        case "stop": next(iter(()))
        case "generator": list(next(iter(())) for _ in range(3))
        case "unicode": return b"\xff\xfe".decode()
        case "surrogate": revert("\ud800")
        case "value": finish(lambda: n)
        case "import": return BUILTINS["__import" + "__"]("os")
        case "index": return [1, 2, 3][n + 3]
        case "eval": return BUILTINS["eval"]("1 +")
        case "huge": return 1 << (1 << 40)
        case "digits": return int("9" * 5000)
        case "bare": raise Own
        case "finally":
            try:
                raise ValueError("first")
            finally:
                chain["finally"] = n
        case "loop":
            while True: n += 1
        case "memory":
            hoard = []
            while True: hoard.append(bytearray(100_000))
        case "decorated": raise type("Ünï", (Exception,), {})("ö" * 700)


chain["before"] = {"kind": args[0] if args else None, "list": [1, 2]}
emit("Trying", kind=args[:1])
if args:
    print("failing:", *args)
    fail(*args)
    finish("survived")
