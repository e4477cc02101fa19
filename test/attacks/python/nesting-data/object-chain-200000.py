# attack: 200,000 linked objects are freed
# fence: deallocation uses the trashcan: depth is bounded
# fuel: 3_000_000_000
# step: deploy attack [] => success None
class N:
  pass
x=None
for i in range(200000):
  n=N(); n.x=x; x=n
del x,n
