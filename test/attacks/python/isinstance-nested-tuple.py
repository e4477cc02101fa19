t=int
for i in range(50000): t=(t,)
result = isinstance("a",t)
finish(result)
