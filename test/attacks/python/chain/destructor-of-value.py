# attack: values whose destructors change chain are overwritten, popped, cleared and dropped by update
# fence: a destructor runs when the table is whole again
# step: deploy attack [] => success 'whole'
def check(store):
    keys = list(store)
    assert len(keys) == len(store) == len(store.items()) == len(list(store.values()))
    assert all(key in store for key in keys)
    return "whole"


class Late:
    def __del__(self):
        check(chain)
        chain.pop("b", None)
        chain["late"] = {"x": 1}
        chain.pop("c", None)


for way in ("assign", "pop", "clear", "update", "delete", "popitem", "setdefault"):
    chain.clear()
    chain.update({"b": {"n": 1}, "c": [1], "a": Late()})
    if way == "assign":
        chain["a"] = 1
    elif way == "pop":
        chain.pop("a")
    elif way == "clear":
        chain.clear()
    elif way == "update":
        chain.update(a=1, b=2, c=3)
    elif way == "delete":
        del chain["a"]
    elif way == "popitem":
        chain.popitem()
    else:
        chain.setdefault("q", chain.pop("a") and 1)
    check(chain)
chain.clear()
finish(check(chain))
