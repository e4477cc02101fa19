# attack: __hash__ of a key clears and refills chain while it is looked up, in every method that takes a key
# fence: the hash is taken before the table is looked at; nothing stale is used
# step: deploy attack [] => success 'whole'
# step: send attack ["attack"] => success 'whole'
# step: call attack ["look"] => success ['whole', 20, True]
def check(store):
    keys = list(store)
    assert len(keys) == len(store) == len(store.items()) == len(list(store.values()))
    assert all(key in store for key in keys) and [store[key] for key in keys] == list(store.values())
    return "whole"


class Key:
    def __hash__(self):
        chain.clear()
        for i in range(20):
            chain[i] = {"n": i}
        return 5

    def __eq__(self, other):
        return False


if not args:
    for i in range(50):
        chain[i] = {"n": [i] * 10}
    finish(check(chain))
if args == ["look"]:
    finish([check(chain), len(chain), chain[7] == {"n": 7}])
key = Key()
for way in (
    lambda: chain.get(key), lambda: key in chain, lambda: chain[key], lambda: chain.pop(key, None), lambda: chain.pop(key),
    lambda: chain.setdefault(key, 1), lambda: chain.__delitem__(key), lambda: chain.update({key: 1}),
    lambda: chain.__setitem__(key, 1), lambda: chain | {key: 1},
):
    try:
        way()
    except (KeyError, TypeError):
        pass
chain.clear()
hash(key)
finish(check(chain))
