# attack: 20,000 nested lambdas
# fence: the parser counts its own depth and gives up with MemoryError
# screened: S103
# step: deploy attack [] => revert REVERT: MemoryError: Parser stack overflowed - Python source too complex to parse
compile("lambda: "*20000+"1","x","exec")
