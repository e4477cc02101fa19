class A:
  def __getattr__(s,n): return s.zz
result = A().q
finish(result)
