# attack: a comprehension of 20,000 loops
# fence: memory is bounded: MemoryError
# screened: S103
# step: deploy attack [] => revert REVERT: MemoryError
compile("[x "+"for x in y "*20000+"]","x","exec")
