x=()
for i in range(100000): x=(x,)
result = hash(x)
finish(result)
