# attack: copies of megabytes by single operations: slices, multiplication, concatenation, reversal, comparison
# fence: a copy costs by length (SEMANTICS 1, note k) or is a metered loop
# fuel: 400_000_000
# step: deploy attack [] => halt OUT_OF_FUEL
block = bytes(2_000_000)
rounds = 0
while True:
    copy = bytearray(block)
    copy[1:] = copy[:-1]
    copy.reverse()
    rounds += block == bytes(copy)
