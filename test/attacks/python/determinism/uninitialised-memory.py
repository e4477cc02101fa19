# attack: bytes that nobody has written: of bytearrays, memoryviews, int buffers, and of the stack by a read out of bounds
# fence: the whole memory is restored: what is not written is what it was at the start (SEMANTICS 6)
# screened: S105
# depends: address
# step: deploy attack [] => success ...
# alike: 2 4
# step: call attack [] => success ...
# step: call attack ["dirty"] => success 'dirty'
# step: call attack [] => success ...
import zlib

if args:
    # As much as there is without growing: an instance that grew is thrown away.
    hoard = [bytes([i]) * 2000 for i in range(1, 20)]
    finish("dirty")
Sequence = next(c for c in object.__subclasses__() if c.__name__ == "InstructionSequence")
block = bytes(20)
at = id(block)
block = None
reader = Sequence()
reader.use_label(0)
for address in [*range(0, 230_000, 128), *range(800_000, 1_110_000, 256)]:
    reader.addop(257, (address - at) >> 2, 0, 0, 0, 0)
words = [instruction[1] for instruction in reader.get_instructions()]
finish(zlib.crc32(repr(words).encode()))
