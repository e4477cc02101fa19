f=len
class B:
  def __init__(s,f): s.f=f
  def __len__(s): return len(s.f)
x=[]
for i in range(100000): x=B(x)
result = len(x)
finish(result)
