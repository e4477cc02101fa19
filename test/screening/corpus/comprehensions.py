matrix = [[i * j for j in range(1, 4)] for i in range(1, 4)]
transposed = [[row[i] for row in matrix] for i in range(3)]
assert matrix == transposed
primes = {n for n in range(2, 50) if all(n % d for d in range(2, int(n**0.5) + 1))}
index = {word: len(word) for word in "a bee sees deer".split() if "e" in word}
flat = [x for row in matrix for x in row if x % 2]
if (n := len(primes)) > 10:
    print(f"{n} primes")
finish([sorted(primes), index, flat, sum(x * x for x in flat)])
