# attack: a __new__ that makes another of its kind
# fence: CPython counts C and Python recursion (400 and 1,000 levels): an exception, not a broken stack
# step: deploy attack [] => revert REVERT: RecursionError: maximum recursion depth exceeded while calling a Python object
class A:
  def __new__(c): return A()
A()
