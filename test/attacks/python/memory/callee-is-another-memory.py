# attack: a contract rewrites the int 5 in its memory, then calls another contract
# fence: every frame has an instance of its own: the callee computes with the true 5
# screened: S105
# step: deploy victim [] => success '5'
# step: deploy attack ["@victim"] => success [6, '5']
sequence = next(c for c in object.__subclasses__() if c.__name__ == "InstructionSequence")()
block = bytes(20)
at = id(block)
block = None
sequence.use_label(0)
for _ in range(6):
    sequence.addop(1, 0, 0, 0, 0, 0)
offset = (id(5) + 12 - at) >> 2
sequence.use_label(offset - 2**30 if offset >= 0 else offset)
finish([int("5"), call(args[0], [])])
#--- contract victim
finish(str(int("2") + 3))
