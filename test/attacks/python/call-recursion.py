class A:
  def __call__(s): return s()
result = A()()
finish(result)
