# attack: as before, but the dict is chain: the contract stores two entries under one key
# fence: it can only spoil its own storage; its next run may trap on it, everybody else's is as before (canary)
# screened: S105
# step: deploy attack ["look"] => success None
# step: send attack [] => *
# step: call attack ["look"] => *
# step: deploy other [] => success 1
# step: call other [] => success 1
if not args:
    first = int("10001")
    second = int("10002")
    chain[first] = "a"
    chain[second] = "b"
    sequence = next(c for c in object.__subclasses__() if c.__name__ == "InstructionSequence")()
    block = bytes(20)
    at = id(block)
    block = None
    sequence.use_label(0)
    for _ in range(10001):
        sequence.addop(1, 0, 0, 0, 0, 0)
    offset = (id(second) + 12 - at) >> 2
    sequence.use_label(offset - 2**30 if offset >= 0 else offset)
#--- contract other
chain["n"] = 1
finish(chain["n"])
