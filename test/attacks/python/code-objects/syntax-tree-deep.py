# attack: a syntax tree of 5,000 levels that no parser made is compiled
# fence: the converter counts its depth: RecursionError
# screened: S103
# step: deploy attack [] => revert REVERT: RecursionError: maximum recursion depth exceeded...
tree = compile("-x", "f", "eval", 0x400)
for _ in range(5000):
    outer = compile("-x", "f", "eval", 0x400)
    outer.body.operand = tree.body
    tree = outer
compile(tree, "f", "eval")
