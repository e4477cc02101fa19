# attack: a repr that shows itself in a list
# fence: CPython counts C and Python recursion (400 and 1,000 levels): an exception, not a broken stack
# step: deploy attack [] => revert REVERT: RecursionError: maximum recursion depth exceeded while calling a Python object
class A:
  def __repr__(s): return repr([s])
result = repr(A())[:5]
finish(result)
