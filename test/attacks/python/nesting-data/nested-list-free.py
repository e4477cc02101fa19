# attack: 200,000 nested lists are freed
# fence: deallocation uses the trashcan: depth is bounded
# step: deploy attack [] => success None
x=None
for i in range(200000): x=[x]
del x
