class A:
  def __repr__(s): return repr([s])
result = repr(A())[:5]
finish(result)
