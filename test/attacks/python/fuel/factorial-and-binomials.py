# attack: math's functions on ints: factorial, comb, perm, isqrt, gcd, lcm, prod of huge numbers
# fence: metered; those that would not end in memory raise
# fuel: 500_000_000
# step: deploy attack ["small"] => success [True, True, 'OverflowError', 'OverflowError']
# step: send attack ["factorial"] => halt OUT_OF_FUEL
# step: send attack ["isqrt"] => halt OUT_OF_FUEL
import math

if args == ["factorial"]:
    math.factorial(10**6)
if args == ["isqrt"]:
    for i in range(100):
        math.isqrt(1 << 200_000)
ends = [math.comb(100, 50) > 0, math.gcd(0, 0) == 0]
for way in (lambda: math.factorial(10**20), lambda: math.comb(10**40, 10**30)):
    try:
        ends.append(way())
    except OverflowError as error:
        ends.append(type(error).__name__)
finish(ends)
