# attack: a syntax tree that contains itself is compiled
# fence: the converter counts its depth: RecursionError
# screened: S103
# step: deploy attack [] => revert REVERT: RecursionError: maximum recursion depth exceeded...
tree = compile("-x", "f", "eval", 0x400)
tree.body.operand = tree.body
compile(tree, "f", "eval")
