# runs: 1
# args: 80
"""Integers, small and large, and floats: loops, recursion, bits, interest, averages."""

import math


def ackermann(m, n):
    if m == 0:
        return n + 1
    return ackermann(m - 1, 1) if n == 0 else ackermann(m - 1, ackermann(m, n - 1))


def ways(amount, coins):
    if amount == 0:
        return 1
    if amount < 0 or not coins:
        return 0
    return ways(amount - coins[0], coins) + ways(amount, coins[1:])


def sieve(limit):
    prime = [True] * (limit + 1)
    prime[0] = prime[1] = False
    i = 2
    while i * i <= limit:
        if prime[i]:
            for j in range(i * i, limit + 1, i):
                prime[j] = False
        i += 1
    return [i for i, is_prime in enumerate(prime) if is_prime]


def collatz(n):
    steps = 0
    while n != 1:
        n = n // 2 if n % 2 == 0 else 3 * n + 1
        steps += 1
    return steps


def root(n):
    x = n
    while True:
        y = (x + n // x) >> 1
        if y >= x:
            return x
        x = y


def compound(amount, rate, years):
    for _ in range(years):
        amount += amount * rate / 100.0
        if amount > 1e12:
            amount -= 1e12
    return amount


def deviation(values):
    mean = sum(values) / len(values)
    return math.sqrt(sum((value - mean) ** 2 for value in values) / len(values))


def product(a, b):
    return [[sum(x * y for x, y in zip(row, column)) for column in zip(*b)] for row in a]


def checksum(data):
    low, high = 1, 0
    for byte in data:
        low = (low + byte) % 65521
        high = (high + low) % 65521
    return (high << 16) | low


def heat(cells, rounds):
    for _ in range(rounds):
        new = cells[:]
        for i in range(1, len(cells) - 1):
            new[i] = cells[i] + 0.1 * (cells[i - 1] - 2.0 * cells[i] + cells[i + 1])
        cells = new
    return cells


out = [ackermann(2, 45), ways(60, [1, 2, 5, 10, 20, 50]), len(sieve(30_000)), max(collatz(n) for n in range(1, 400))]
state = 99
for i in range(20_000):
    state = (state * 69069 + 1) & 0xFFFFFFFF
    state ^= state >> 7
out.append(state)
prime = 2**127 - 1
acc = base = 3**77 % prime
for i in range(2_500):
    acc = acc * base % prime
    if acc & 1:
        acc += i
    base = (base * base - acc) % prime
out += [acc, pow(7, prime - 2, prime), root(10**60), 10**40 // 7**20, divmod(acc, 10**9)[1]]
total = 0.0
for i in range(300):
    total += compound(1000.0 + i, 4.5, 30) * 1.0001 - abs(-2.5)
values = [math.sin(i) * 10 for i in range(3_000)]
matrix = [[float(i * j % 7) for j in range(16)] for i in range(16)]
cells = heat([0.0] * 20 + [100.0] + [0.0] * 20, 120)
out += [round(total, 3), round(deviation(values), 6), sum(map(sum, product(matrix, matrix))), round(cells[20], 6)]
out += [checksum(bytes(range(256)) * 30), min(values) < 0 <= max(values), int("12345678901234567890"), str(acc)]
finish([str(item) for item in out])
