# attack: memory runs out again in the handler of a MemoryError
# fence: CPython keeps some MemoryErrors ready
# step: deploy attack [] => revert REVERT: MemoryError
hoard = []
try:
    while True:
        hoard.append(bytes(1000))
except MemoryError:
    hoard.append(bytes(1000))
