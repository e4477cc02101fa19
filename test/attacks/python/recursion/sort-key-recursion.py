# attack: a sort key that sorts
# fence: CPython counts C and Python recursion (400 and 1,000 levels): an exception, not a broken stack
# step: deploy attack [] => revert REVERT: RecursionError: maximum recursion depth exceeded
def k(x): return sorted([1],key=k)
k(1)
