# attack: 200 nested f-strings
# fence: the parser counts its own depth and gives up with MemoryError
# screened: S103
# step: deploy attack [] => revert REVERT: MemoryError: Parser stack overflowed - Python source too complex to parse
s="1"
for i in range(200): s="f'{"+s+"}'"
result = eval(s)
finish(result)
