# attack: a SyntaxError with places that are huge, negative, no ints, and with a text of a megabyte
# fence: the host takes small ints and exact texts; the rest is unknown
# step: deploy attack [0] => revert REVERT: SyntaxError: m
# step: deploy attack [1] => revert REVERT: SyntaxError: m
# step: deploy attack [2] => revert REVERT: SyntaxError: m
# step: deploy attack [3] => revert REVERT: SyntaxError: m
details = [
    ("f", 2**100, -(2**100), "text", 2**31, 2**31 - 1),
    ("f" * 10**6, -1, 0, "t" * 10**6),
    (None, None, None, None),
    (chain, "1", 1.5, 7),
][args[0]]
raise SyntaxError("m", details)
