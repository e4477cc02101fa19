chain[float("nan")] = 1
