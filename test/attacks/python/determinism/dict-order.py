# attack: the order of dicts after deletions, reinsertions, popitem, update, and of keyword arguments and class attributes
# fence: insertion order, by the language
# step: deploy attack [] => success [['c', 'd', 'a', 'b'], ['z', 'y', 'x'], ['one', 'two', 'three'], 'b']
table = dict.fromkeys("abcd")
for key in "ab":
    table[key] = table.pop(key)


def keywords(**names):
    return list(names)


class Ordered:
    one = 1
    two = 2
    three = 3


order = list(table)
finish([order, keywords(z=1, y=2, x=3), [n for n in vars(Ordered) if not n.startswith("_")], table.popitem()[0]])
