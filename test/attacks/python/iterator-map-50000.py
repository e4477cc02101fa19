g=iter([1])
for i in range(50000): g=map(int,g)
result = next(g)
finish(result)
