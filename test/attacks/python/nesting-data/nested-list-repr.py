# attack: repr of 100,000 nested lists
# fence: CPython counts C and Python recursion (400 and 1,000 levels): an exception, not a broken stack
# step: deploy attack [] => revert REVERT: RecursionError: maximum recursion depth exceeded while getting the repr of an object
x=[]
for i in range(100000): x=[x]
result = len(repr(x))
finish(result)
