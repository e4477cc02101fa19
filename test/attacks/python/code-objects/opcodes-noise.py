# attack: 60 functions whose bytecode was overwritten with noise are called, one after another
# fence: bytecode of any content is still wasm of the interpreter: it traps, loops or returns, inside
# fuel: 300_000_000
# screened: S103 S105
# step: deploy attack ["look"] => success 41
# step: send attack [] => *
# step: call attack ["look"] => success 41
def answer(a=1, b=2):
    c = [a, b, a + b]
    return c[-1] + 38


def spoil(number):
    names = {}
    exec("def f(a=1, b=2):\n c = [a, b, a + b]\n return c[-1] + 38", names)
    code = names["f"].__code__
    sequence = next(c for c in object.__subclasses__() if c.__name__ == "InstructionSequence")()
    block = bytes(20)
    at = id(block)
    block = None
    sequence.use_label(0)
    start = id(code) + (code.__sizeof__() - len(code.co_code) & ~3)
    for i in range(0, len(code.co_code) - 8, 4):
        for _ in range(number * 97 % 251 + 1):
            sequence.addop(1, 0, 0, 0, 0, 0)
        offset = (start + i - at) >> 2
        sequence.use_label(offset - 2**30 if offset >= 0 else offset)
    return names["f"]


if not args:
    for number in range(60):
        try:
            spoil(number)()
        except Exception:
            pass
finish(answer())
