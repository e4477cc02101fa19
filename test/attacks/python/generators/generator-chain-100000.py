# attack: 100,000 generators, each on top of another
# fence: C recursion is counted where one resumes the next; making them costs memory
# step: deploy attack [] => revert REVERT: MemoryError
g=iter([1])
for i in range(100000): g=(x for x in g)
result = next(g)
finish(result)
