# attack: 5,000 levels of yield from
# fence: CPython counts C and Python recursion (400 and 1,000 levels): an exception, not a broken stack
# step: deploy attack [] => revert REVERT: RecursionError: maximum recursion depth exceeded
def g(n):
  if n: yield from g(n-1)
  yield 1
result = sum(g(5000))
finish(result)
