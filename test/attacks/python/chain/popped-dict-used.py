# attack: a stored dict is popped, deleted, replaced, and used afterwards: read, written, stored elsewhere
# fence: it is detached: a value of its own that can be stored again (SEMANTICS 14)
# step: deploy attack [] => success None
# step: send attack ["attack"] => success [{'n': 9, 'deep': {'m': 1}}, {'n': 8}, {'n': 7}]
# step: call attack ["look"] => success {'replaced': 5, 'new': {'n': 9, 'deep': {'m': 1}}}
if not args:
    chain["popped"] = {"n": 1, "deep": {"m": 1}}
    chain["deleted"] = {"n": 2}
    chain["replaced"] = {"n": 3}
    finish()
if args == ["look"]:
    finish(chain)
popped, deleted, replaced = chain["popped"], chain["deleted"], chain["replaced"]
assert chain.pop("popped") == popped
del chain["deleted"]
chain["replaced"] = 5
popped["n"] = 9
deleted["n"] = 8
replaced["n"] = 7
chain["new"] = popped
finish([dict(popped), dict(deleted), dict(replaced)])
