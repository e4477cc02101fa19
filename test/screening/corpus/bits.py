# Integers as bits: shifts, masks, counts.
def popcount(n):
    count = 0
    while n:
        n &= n - 1
        count += 1
    return count


flags = {name: 1 << i for i, name in enumerate(["read", "write", "admin"])}
mask = flags["read"] | flags["admin"]
assert popcount(mask) == mask.bit_count() == 2
assert mask & ~flags["write"] == mask ^ 0
finish([hex(mask), bin(0xff >> 4), (1 << 255).bit_length(), int.from_bytes(b"\x01\x00", "big"), (300).to_bytes(2, "little")])
