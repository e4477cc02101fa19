# attack: an object whose __call__ is itself called
# fence: CPython counts C and Python recursion (400 and 1,000 levels): an exception, not a broken stack
# step: deploy attack [] => revert REVERT: RecursionError: maximum recursion depth exceeded while calling a Python object
class A:
  def __call__(s): return s()
result = A()()
finish(result)
