# attack: a key with the hash of a stored one, whose __eq__ deletes entries and clears chain
# fence: the lookup starts again or never asks a foreign key; entries stay whole
# step: deploy attack [] => success 'whole'
# step: send attack ["attack"] => success 'whole'
# step: call attack ["look"] => success {'last': {'a': 1}}
def check(store):
    keys = list(store)
    assert len(keys) == len(store) == len(store.items()) == len(list(store.values()))
    assert all(key in store for key in keys) and [store[key] for key in keys] == list(store.values())
    return "whole"


class Key:
    def __init__(self, answer):
        self.answer = answer

    def __hash__(self):
        return hash("a")

    def __eq__(self, other):
        chain.pop("a", None)
        chain["new"] = bytes(500)
        chain.clear()
        return self.answer


if not args:
    chain["a"] = {"x": 1}
    chain["b"] = [1, 2]
    finish(check(chain))
if args == ["look"]:
    finish(chain)
for answer in (True, False, None):
    for way in (
        lambda key: chain.get(key), lambda key: key in chain, lambda key: chain[key], lambda key: chain.pop(key, None),
        lambda key: chain.setdefault(key, 1), lambda key: chain.__delitem__(key), lambda key: chain == {key: 1},
        lambda key: {key: {"x": 1}} == chain, lambda key: key in chain.keys(), lambda key: (key, 1) in chain.items(),
    ):
        chain["a"] = {"x": 2}
        chain["b"] = [3]
        try:
            way(Key(answer))
        except (KeyError, TypeError, RuntimeError):
            pass
        for foreign in [key for key in chain if type(key) is Key]:
            chain.clear()
        check(chain)
chain.clear()
chain["last"] = {"a": 1}
finish(check(chain))
