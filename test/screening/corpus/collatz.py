def collatz(n):
    while n != 1:
        yield n
        n = n // 2 if n % 2 == 0 else 3 * n + 1
    yield 1


longest = max(range(1, 200), key=lambda n: sum(1 for _ in collatz(n)))
chain["longest"] = [longest, len(list(collatz(longest)))]
