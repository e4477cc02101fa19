# attack: a list of 10^9 places
# fence: memory is bounded: MemoryError
# step: deploy attack [] => revert REVERT: MemoryError
[0] * 10**9
