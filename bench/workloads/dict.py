counts = {}
for i in range(20_000):
    key = f"account {i % 997}"
    counts[key] = counts.get(key, 0) + i
total = sum(value for _, value in sorted(counts.items(), key=lambda item: -item[1]))
