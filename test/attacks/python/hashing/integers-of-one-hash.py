# attack: 4,000 ints that are multiples of 2^31 - 1, so that all have the hash 0: quadratic work
# fence: it is metered: the contract pays for every comparison, and its fuel ends
# fuel: 200_000_000
# step: deploy attack [] => halt OUT_OF_FUEL
table = {}
for i in range(1, 4000):
    table[i * (2**31 - 1)] = i
finish(len(table))
