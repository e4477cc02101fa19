# attack: a metaclass whose instance check checks itself
# fence: CPython counts C and Python recursion (400 and 1,000 levels): an exception, not a broken stack
# step: deploy attack [] => revert REVERT: RecursionError: maximum recursion depth exceeded
class M(type):
  def __instancecheck__(c,o): return isinstance(o,c)
class A(metaclass=M): pass
result = isinstance(1,A)
finish(result)
