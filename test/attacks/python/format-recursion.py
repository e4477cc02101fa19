class A:
  def __format__(s,f): return f"{s}"
result = f"{A()}"
finish(result)
