# attack: 100,000 nested tuples are stored
# fence: the encoder counts nesting, at most 64
# step: deploy attack [] => revert REVERT: ValueError: chain['nested'][0][0][0][0][0][0][0]...: nested more than 64 deep (or contains itself)
nested = ()
for _ in range(100_000):
    nested = (nested,)
chain["nested"] = nested
