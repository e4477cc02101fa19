# attack: 50,000 map objects, each on top of another
# fence: C functions without a Python frame: the height limit (SEMANTICS 4) stops them
# step: deploy attack [] => halt STACK_LIMIT
g=iter([1])
for i in range(50000): g=map(int,g)
result = next(g)
finish(result)
