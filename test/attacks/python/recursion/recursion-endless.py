# attack: a function that calls itself
# fence: CPython counts C and Python recursion (400 and 1,000 levels): an exception, not a broken stack
# step: deploy attack [] => revert REVERT: RecursionError: maximum recursion depth exceeded
def f(n):
    return f(n + 1)


f(0)
