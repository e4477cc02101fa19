# attack: the pointer to the items of a list is overwritten: its elements are whatever lies at address 64 and 1,000,000
# fence: pointers of the guest point into the guest; beyond its memory wasm traps
# screened: S105
# step: deploy attack ["honest"] => success [1, 2, 3]
# step: send attack ["low"] => *
# step: send attack ["high"] => *
# step: call attack ["honest"] => success [1, 2, 3]
victim = [1, 2, 3]
if args != ["honest"]:
    sequence = next(c for c in object.__subclasses__() if c.__name__ == "InstructionSequence")()
    block = bytes(20)
    at = id(block)
    block = None
    sequence.use_label(0)
    for _ in range(64 if args == ["low"] else 100_000):
        sequence.addop(1, 0, 0, 0, 0, 0)
    offset = (id(victim) + 12 - at) >> 2
    sequence.use_label(offset - 2**30 if offset >= 0 else offset)
finish(victim[:])
