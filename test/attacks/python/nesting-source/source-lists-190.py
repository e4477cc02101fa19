# attack: 190 nested lists
# fence: the parser counts its own depth and gives up with MemoryError
# screened: S103
# step: deploy attack [] => revert REVERT: MemoryError: Parser stack overflowed - Python source too complex to parse
result = eval("["*190+"]"*190)
finish(result)
