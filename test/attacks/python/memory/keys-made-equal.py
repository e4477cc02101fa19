# attack: finish with a dict that has the same key twice: one was overwritten after it had been inserted
# fence: equal keys in a dict are no canonical CBOR, so the run traps (SEMANTICS 11, 13)
# screened: S105
# step: deploy attack [] => halt TRAP
# step: deploy attack ["honest"] => success {10001: 'a', 10002: 'b'}
first = int("10001")
second = int("10002")
table = {first: "a", second: "b"}
if not args:
    sequence = next(c for c in object.__subclasses__() if c.__name__ == "InstructionSequence")()
    block = bytes(20)
    at = id(block)
    block = None
    sequence.use_label(0)
    for _ in range(10001):
        sequence.addop(1, 0, 0, 0, 0, 0)
    offset = (id(second) + 12 - at) >> 2
    sequence.use_label(offset - 2**30 if offset >= 0 else offset)
finish(table)
