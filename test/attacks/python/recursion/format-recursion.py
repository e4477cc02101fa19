# attack: a __format__ that formats itself
# fence: CPython counts C and Python recursion (400 and 1,000 levels): an exception, not a broken stack
# step: deploy attack [] => revert REVERT: RecursionError: maximum recursion depth exceeded
class A:
  def __format__(s,f): return f"{s}"
result = f"{A()}"
finish(result)
