# attack: during iteration an entry is deleted and another added, so that the size stays the same; values are replaced
# fence: replacing values is allowed; what CPython does about keys of equal number may differ, the table stays whole
# step: deploy attack [] => success None
# step: send attack ["attack"] => success ['whole', True]
# step: call attack ["look"] => success 'whole'
def check(store):
    keys = list(store)
    assert len(keys) == len(store) == len(store.items()) == len(list(store.values()))
    assert all(key in store for key in keys) and [store[key] for key in keys] == list(store.values())
    return "whole"


if not args:
    for i in range(30):
        chain[i] = {"n": {"deep": i}}
    finish()
if args == ["look"]:
    finish(check(chain))
for key, value in chain.items():
    chain[key] = {"was": value}
replaced = all(chain[i]["was"]["n"]["deep"] == i for i in range(30))
try:
    for key in chain:
        del chain[key]
        chain[key + 1000] = 1
except RuntimeError:
    pass
finish([check(chain), replaced])
