# attack: a comparison that compares itself, in lists
# fence: CPython counts C and Python recursion (400 and 1,000 levels): an exception, not a broken stack
# step: deploy attack [] => revert REVERT: RecursionError: maximum recursion depth exceeded in comparison
class A:
  def __eq__(s,o): return [s]==[o]
result = A()==A()
finish(result)
