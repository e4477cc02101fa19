# attack: how deep can it go? Python frames, C calls, repr, comparisons, generators: each is measured
# fence: counters, not stack addresses: the same in every tier
# step: deploy attack [] => success ...
# alike: 2 3
# step: call attack [] => success ...
# step: call attack [] => success ...
depth = 0


def down():
    global depth
    depth += 1
    down()


def through_map(n):
    global depth
    depth = n
    return list(map(through_map, [n + 1]))


class Shown:
    def __repr__(self):
        global depth
        depth += 1
        return repr([self])


class Compared:
    def __eq__(self, other):
        global depth
        depth += 1
        return [self] == [other]


found = []
for way in (down, lambda: through_map(0), lambda: repr(Shown()), lambda: Compared() == Compared()):
    depth = 0
    try:
        way()
    except RecursionError as error:
        found.append([depth, str(error)])
finish(found)
