# attack: 100,000 exceptions, each the cause of the next
# fence: deallocation uses the trashcan: depth is bounded
# step: deploy attack [] => success None
e=None
for i in range(100000):
 n=ValueError(i); n.__cause__=e; e=n
del e,n
