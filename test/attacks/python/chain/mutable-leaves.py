# attack: lists and sets are changed in place, deep in tuples and lists, without an assignment to chain
# fence: what was read is compared at the flush (SEMANTICS 16)
# step: deploy attack [] => success None
# step: send attack ["change"] => success None
# step: call attack ["look"] => success [[1, [2, 3]], ({1, 2}, [9]), {'x': [1]}, b'ab']
if args == ["look"]:
    finish([chain["list"], chain["tuple"], chain["dict"]["in"], bytes(chain["bytes"])])
if args:
    chain["list"][1].append(3)
    pair = chain["tuple"]
    pair[0].add(2)
    pair[1][0] = 9
    chain["dict"]["in"]["x"].append(1)
else:
    chain.update({"list": [1, [2]], "tuple": ({1}, [8]), "dict": {"in": {"x": []}}, "bytes": b"ab"})
