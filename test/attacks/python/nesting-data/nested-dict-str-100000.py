# attack: str of 100,000 nested dicts
# fence: CPython counts C and Python recursion (400 and 1,000 levels): an exception, not a broken stack
# step: deploy attack [] => revert REVERT: RecursionError: maximum recursion depth exceeded while getting the repr of an object
d={}
for i in range(100000): d={1:d}
result = str(d)[:3]
finish(result)
