# attack: isinstance with 50,000 nested tuples
# fence: CPython counts C and Python recursion (400 and 1,000 levels): an exception, not a broken stack
# step: deploy attack [] => revert REVERT: RecursionError: maximum recursion depth exceeded in __instancecheck__
t=int
for i in range(50000): t=(t,)
result = isinstance("a",t)
finish(result)
