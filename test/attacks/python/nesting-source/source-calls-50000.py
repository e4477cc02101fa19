# attack: an expression of 50,000 calls
# fence: memory is bounded: MemoryError
# screened: S103
# step: deploy attack [] => revert REVERT: MemoryError
compile("a"+"()"*50000,"x","eval")
