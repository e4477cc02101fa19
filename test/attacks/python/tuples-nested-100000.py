nested = ()
for _ in range(100_000):
    nested = (nested,)
chain["nested"] = nested
