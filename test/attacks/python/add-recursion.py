class A:
  def __add__(s,o): return s+o
result = A()+A()
finish(result)
