# attack: an expression of 50,000 attributes
# fence: the symbol table and the compiler count their depth
# screened: S103
# step: deploy attack [] => revert REVERT: RecursionError: maximum recursion depth exceeded during compilation
compile("a"+".b"*50000,"x","eval")
