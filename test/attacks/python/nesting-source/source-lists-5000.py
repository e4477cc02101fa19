# attack: 5,000 nested lists
# fence: the parser counts its own depth and gives up with MemoryError
# screened: S103
# step: deploy attack [] => revert REVERT: MemoryError: Parser stack overflowed - Python source too complex to parse
result = eval("["*5000+"]"*5000)
finish(result)
