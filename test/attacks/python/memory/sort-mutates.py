# attack: a list is emptied, grown and sorted by the comparison of its own sort
# fence: CPython empties the list while it sorts, and says so: ValueError
# step: deploy attack [] => success ['list modified during sort', [2, 1, 0]]
class Item:
    def __init__(self, n):
        self.n = n

    def __lt__(self, other):
        victim.append(self)
        victim.sort()
        victim.clear()
        return self.n < other.n


victim = [Item(i) for i in (2, 1, 0)]
try:
    victim.sort()
    end = "sorted"
except ValueError as error:
    end = str(error)
finish([end, sorted([2, 1, 0], key=lambda n: -n)])
