e=None
for i in range(100000):
 n=ValueError(i); n.__cause__=e; e=n
del e,n
