# attack: from address 0 upwards (the stack first) every word of memory is overwritten
# fence: as above; what the host keeps is not in the guest's memory
# fuel: 300_000_000
# screened: S105
# step: deploy attack ["look"] => success [3, b'\xbaxV4\x12']
# step: send attack [] => halt ...
# step: call attack ["look"] => success [3, b'\xbaxV4\x12']
if not args:
    sequence = next(c for c in object.__subclasses__() if c.__name__ == "InstructionSequence")()
    block = bytes(20)
    start = -(id(block) >> 2)
    block = None
    sequence.use_label(0)
    for _ in range(77):
        sequence.addop(1, 0, 0, 0, 0, 0)
    for label in range(start, 0):
        sequence.use_label(label)
finish([1 + 2, bytes([0xBA, 0x78, 0x56, 0x34, 0x12])])
