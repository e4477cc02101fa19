# attack: keys whose hash changes after they were inserted, or differs at every look
# fence: such a key is not found; the table stays whole
# step: deploy attack [] => success [50, 0, 50, 50]
class Key:
    counter = 0

    def __hash__(self):
        Key.counter += 7919
        return Key.counter


keys = [Key() for _ in range(50)]
table = dict.fromkeys(keys)
found = sum(key in table for key in keys)
for key in list(table):
    table.setdefault("x", 0)
table.pop("x")
rebuilt = {key: 1 for key in table}
finish([len(table), found, len(rebuilt), len(list(table))])
