# attack: generators keep frames of functions alive that have ended; 3,000 of them are finalised in one sweep
# fence: deallocation is bounded in depth and metered
# step: deploy attack [] => success [4498500, 0]
def keeper(n):
    big = [n] * 10

    def inner():
        try:
            yield big[0]
        finally:
            closed.append(n)

    return inner()


closed = []
keepers = [keeper(i) for i in range(3000)]
total = sum(next(k) for k in keepers)
before = len(closed)
keepers.clear()
finish([total, before])
