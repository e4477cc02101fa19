# attack: hash of 100,000 nested tuples
# fence: tuplehash does not count its depth: the height limit (SEMANTICS 4) does
# step: deploy attack [] => halt STACK_LIMIT
x=()
for i in range(100000): x=(x,)
result = hash(x)
finish(result)
