# A deterministic pseudo-random generator, for tests and games without stakes.
class Random:
    def __init__(self, seed):
        self.state = seed & 0xFFFFFFFF or 1

    def next(self):
        x = self.state
        x ^= (x << 13) & 0xFFFFFFFF
        x ^= x >> 17
        x ^= (x << 5) & 0xFFFFFFFF
        self.state = x
        return x

    def roll(self, sides=6):
        return self.next() % sides + 1


dice = Random(42)
rolls = [dice.roll() for _ in range(1000)]
chain["histogram"] = {str(side): rolls.count(side) for side in sorted(set(rolls))}
