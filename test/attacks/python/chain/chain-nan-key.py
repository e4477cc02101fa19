# attack: a key that is not equal to itself
# fence: nan is refused as a key (SEMANTICS 11)
# step: deploy attack [] => revert REVERT: ValueError: chain: nan cannot be a key or an element of a set
chain[float("nan")] = 1
