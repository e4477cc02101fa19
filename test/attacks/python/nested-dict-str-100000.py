d={}
for i in range(100000): d={1:d}
result = str(d)[:3]
finish(result)
