# attack: 100,000 minus signs
# fence: the parser counts its own depth and gives up with MemoryError
# screened: S103
# step: deploy attack [] => revert REVERT: MemoryError: Parser stack overflowed - Python source too complex to parse
result = eval("-"*100000+"1")
finish(result)
