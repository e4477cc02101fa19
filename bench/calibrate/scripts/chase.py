# A pointer chase as Python can do it: a random cycle through 100,000 integers and their list, some 4 MiB.
count = 100_000
order = list(range(count))
x = 1
for i in range(count - 1, 0, -1):
    x = (x * 1664525 + 1013904223) & 0xFFFFFFFF
    j = x % i
    order[i], order[j] = order[j], order[i]
p = 0
for i in range(200_000):
    p = order[p]
finish(p)
