# attack: a sum of 20,000 terms
# fence: the symbol table and the compiler count their depth
# screened: S103
# step: deploy attack [] => revert REVERT: RecursionError: maximum recursion depth exceeded during compilation
result = eval("1"+"+1"*20000)
finish(result)
