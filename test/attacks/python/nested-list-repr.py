x=[]
for i in range(100000): x=[x]
result = len(repr(x))
finish(result)
