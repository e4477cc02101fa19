# attack: interned strings, small caches and type version tags are used up
# fence: they are in memory
# step: deploy attack [] => success ...
# alike: 2 3
# step: call attack [] => success ...
# step: call attack [] => success ...
class Changing:
    pass


things = {}
for i in range(3000):
    setattr(Changing, "name%d" % i, i)
    things["key%d" % i] = getattr(Changing, "name%d" % i)
finish([len(things), id("key%d" % 7) > 0, id(sorted(things)[5])])
