class A:
  def __eq__(s,o): return [s]==[o]
result = A()==A()
finish(result)
