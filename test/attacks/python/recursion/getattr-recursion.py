# attack: a __getattr__ that asks for what is missing too
# fence: CPython counts C and Python recursion (400 and 1,000 levels): an exception, not a broken stack
# step: deploy attack [] => revert REVERT: RecursionError: maximum recursion depth exceeded
class A:
  def __getattr__(s,n): return s.zz
result = A().q
finish(result)
