class P:
  @property
  def x(s): return s.x
result = P().x
finish(result)
