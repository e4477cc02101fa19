# attack: a __len__ on top of 100,000 others
# fence: CPython counts C and Python recursion (400 and 1,000 levels): an exception, not a broken stack
# step: deploy attack [] => revert REVERT: RecursionError: maximum recursion depth exceeded
f=len
class B:
  def __init__(s,f): s.f=f
  def __len__(s): return len(s.f)
x=[]
for i in range(100000): x=B(x)
result = len(x)
finish(result)
