# attack: 20,000 elif
# fence: the parser counts its own depth and gives up with MemoryError
# screened: S103
# step: deploy attack [] => revert REVERT: MemoryError: Parser stack overflowed - Python source too complex to parse
compile("if 1:\n pass\n"+"elif 1:\n pass\n"*20000,"x","exec")
