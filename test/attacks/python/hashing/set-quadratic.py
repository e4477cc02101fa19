# attack: sets of tuples of equal hash, intersected, united and compared
# fence: metered
# fuel: 300_000_000
# step: deploy attack [] => halt OUT_OF_FUEL
class Same(tuple):
    def __hash__(self):
        return 1


first = {Same((i,)) for i in range(5000)}
second = {Same((i,)) for i in range(5000)}
finish([len(first & second), first == second])
