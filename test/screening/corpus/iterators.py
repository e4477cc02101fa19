class Countdown:
    def __init__(self, start):
        self.start = start

    def __iter__(self):
        n = self.start
        while n > 0:
            yield n
            n -= 1

    def __contains__(self, n):
        return 0 < n <= self.start

    def __getitem__(self, i):
        if isinstance(i, slice):
            return list(self)[i]
        return self.start - i


down = Countdown(5)
a, *middle, b = down
for i, n in enumerate(reversed(list(down)), start=1):
    assert i == n
else:
    chain["complete"] = True
finish([a, middle, b, 3 in down, down[1], down[1:3]])
