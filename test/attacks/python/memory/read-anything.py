# attack: reads the stack, constants and globals of the interpreter word by word: get_instructions looks labels up out of
#   bounds
# fence: no secret is in the guest's memory, and what is there is the same on every machine, stale stack bytes included
# screened: S105
# depends: address
# step: deploy attack [] => success ...
# step: send attack [] => success ...
# alike: 2 3
# step: send attack [] => success ...
import zlib

Sequence = next(c for c in object.__subclasses__() if c.__name__ == "InstructionSequence")
block = bytes(20)
at = id(block)
block = None
reader = Sequence()
reader.use_label(0)
JUMP = 257  # a pseudo-instruction whose argument is a label
for address in range(0, at, 128):
    reader.addop(JUMP, (address - at) >> 2, 0, 0, 0, 0)
words = [instruction[1] for instruction in reader.get_instructions()]
finish([len(words), zlib.crc32(repr(words).encode())])
