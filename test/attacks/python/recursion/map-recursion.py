# attack: a function that maps itself
# fence: CPython counts C and Python recursion (400 and 1,000 levels): an exception, not a broken stack
# step: deploy attack [] => revert REVERT: RecursionError: maximum recursion depth exceeded
def k(x): return list(map(k,[1]))
k(1)
