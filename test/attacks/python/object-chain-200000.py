class N:
  pass
x=None
for i in range(200000):
  n=N(); n.x=x; x=n
del x,n
