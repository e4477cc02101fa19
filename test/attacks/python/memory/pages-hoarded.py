# attack: memory is filled with a pattern to the last page, so that the next call may find it
# fence: an instance that grew is thrown away; the next call starts with as many pages as ever (SEMANTICS 6)
# step: deploy attack ["look"] => success 'small'
# alike: 2 4
# step: call attack ["look"] => success 'small'
# step: send attack [] => revert REVERT: MemoryError
# step: call attack ["look"] => success 'small'
hoard = []
while not args:
    hoard.append(b"\xa5" * 50_000)
finish("small")
