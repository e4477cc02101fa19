# attack: a dict is cleared and rebuilt by the __eq__ of a key that is being looked up
# fence: the lookup starts again when the table has changed
# step: deploy attack [] => success [[999], True, 1]
class Key:
    def __init__(self, n):
        self.n = n

    def __hash__(self):
        return 1

    def __eq__(self, other):
        if armed:
            armed.clear()
            table.clear()
            for i in range(100):
                table[i] = i
            table.clear()
        return self is other


armed = []
table = {Key(i): i for i in range(20)}
wanted = Key(20)
armed.append(True)
found = table.get(wanted)
table[wanted] = 999
finish([list(table.values()), found is None, len(table)])
