prices = {"a": 101, "b": 99, "c": 250, "d": 100}
chain["prices"] = prices
ordered = sorted(prices.values())
middle = len(ordered) // 2
median = ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2
outliers = [name for name, price in prices.items() if abs(price - median) > median * 0.5]
finish([median, outliers])
