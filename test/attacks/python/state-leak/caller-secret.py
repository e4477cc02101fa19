# attack: a callee searches its memory for what its caller holds while it waits
# fence: the caller's frame has another instance
# screened: S105
# depends: address
# step: deploy attack ["nothing"] => success 0
# step: deploy victim ["@attack"] => success 0
Sequence = next(c for c in object.__subclasses__() if c.__name__ == "InstructionSequence")
block = bytes(20)
at = id(block)
block = None
reader = Sequence()
reader.use_label(0)
for address in range(0, 1_110_000, 64):
    reader.addop(257, (address - at) >> 2, 0, 0, 0, 0)
finish(sum(instruction[1] == 0x5EC0DE00 + 0x5B for instruction in reader.get_instructions()))
#--- contract victim
secret = (0x5EC0DE00 + 0x5B).to_bytes(4, "little") * 20_000
chain["secret"] = secret
finish(call(args[0], []))
