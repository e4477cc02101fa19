# attack: frozensets and tuples of frozensets 20,000 deep are hashed, compared and freed
# fence: frozensets keep their hash; comparison is counted
# step: deploy attack [] => success ['compared', 'RecursionError']
left = right = frozenset()
for _ in range(20_000):
    left, right = frozenset([left]), frozenset([right, 1])
ends = []
try:
    left == right
    ends.append("compared")
except RecursionError:
    ends.append("RecursionError")
try:
    repr(left)
    ends.append("shown")
except RecursionError:
    ends.append("RecursionError")
finish(ends)
