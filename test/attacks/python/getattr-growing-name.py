class A:
  def __getattr__(s,n): return getattr(s,n+"x")
result = A().q
finish(result)
