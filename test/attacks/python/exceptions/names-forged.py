# attack: type names with dots, null characters, 5,000 umlauts at odd offsets, and names of the host's own codes
# fence: a name is cut at a whole character and cannot pass for another status (SEMANTICS 13)
# step: deploy attack [0] => revert REVERT: OUT_OF_FUEL: forged
# step: deploy attack [1] => revert REVERT: aé...
# step: deploy attack [2] => revert REVERT: d: dotted
# step: deploy attack [3] => revert REVERT: 中中...
name = ["OUT_OF_FUEL", "a" + "\u00e9" * 5000, "a.b.c.d", "\u4e2d" * 3000][args[0]]
raise type(name, (Exception,), {})(["forged", "long", "dotted", "wide"][args[0]])
