# attack: sums, maxima and membership over ranges of 10^18
# fence: membership of ints is computed; everything else is metered
# fuel: 200_000_000
# step: deploy attack ["in"] => success [True, False, 1000000000000000000]
# step: send attack ["sum"] => halt OUT_OF_FUEL
# step: send attack ["max"] => halt OUT_OF_FUEL
# step: send attack ["equal"] => halt OUT_OF_FUEL
# step: send attack ["list"] => revert REVERT: MemoryError
class Odd(int):
    def __eq__(self, other):
        return False

    __hash__ = int.__hash__


span = range(10**18)
if args == ["in"]:
    finish([10**17 in span, -1 in span, span.index(10**18 - 1) + 1])
if args == ["sum"]:
    sum(span)
if args == ["max"]:
    max(span)
if args == ["list"]:
    list(range(10**8))
Odd(5) in span
