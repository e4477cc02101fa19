# attack: the order of sets of texts, objects, mixed types, after deletions and after growth
# fence: hashes and addresses are the same, so the order is
# step: deploy attack [] => success ...
# alike: 2 3
# step: call attack [] => success ...
# step: call attack [] => success ...
class Thing:
    def __init__(self, n):
        self.n = n


words = {"w%d" % (i * 7919) for i in range(200)}
for i in range(0, 200, 3):
    words.discard("w%d" % (i * 7919))
words |= {"late", "later"}
objects = {Thing(i) for i in range(50)}
mixed = {1, "1", b"1", 1.5, None, (1,), frozenset([1]), True, -1, -2}
finish([list(words)[:40], [t.n for t in objects], [repr(m) for m in mixed], list(words).index("late")])
