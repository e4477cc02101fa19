# attack: one expression: 7 to the power of 10^8, and pow with a modulus of a million bits
# fence: metered
# fuel: 200_000_000
# step: deploy attack [] => halt OUT_OF_FUEL
def power(exponent):
    return pow(7, exponent, (1 << 1_000_000) - 1)


power((1 << 100_000) - 1)
