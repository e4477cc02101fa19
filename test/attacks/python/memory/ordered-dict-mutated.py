# attack: OrderedDict, found among the subclasses of dict, is mutated behind its own back: dict methods bypass its list
# fence: it notices, or stays inside the guest
# screened: S105
# step: deploy attack [] => success ...
OrderedDict = next(c for c in dict.__subclasses__() if c.__name__ == "OrderedDict")
ends = []
for way in ("iterate", "pop", "move", "equal", "copy"):
    table = OrderedDict((i, i) for i in range(10))
    other = OrderedDict(table)
    try:
        if way == "iterate":
            for key in table:
                dict.pop(table, 5, None)
                dict.__setitem__(table, 100 + key, 1)
        elif way == "pop":
            dict.clear(table)
            table.popitem()
        elif way == "move":
            dict.__delitem__(table, 3)
            table.move_to_end(3)
        elif way == "equal":
            dict.__delitem__(table, 3)
            ends.append(table == other)
        else:
            dict.__delitem__(table, 3)
            ends.append(len(table.copy()))
        ends.append("done")
    except (KeyError, RuntimeError, SystemError) as error:
        ends.append(type(error).__name__)
finish(ends)
