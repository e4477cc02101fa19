# attack: a property that reads itself
# fence: CPython counts C and Python recursion (400 and 1,000 levels): an exception, not a broken stack
# step: deploy attack [] => revert REVERT: RecursionError: maximum recursion depth exceeded
class P:
  @property
  def x(s): return s.x
result = P().x
finish(result)
