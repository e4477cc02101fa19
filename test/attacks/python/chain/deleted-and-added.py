# attack: the same key is deleted and added in every order, so that sequences and links could go wrong
# fence: an entry that was added again is the last one
# step: deploy attack [] => success ['b', 'c', 'a']
# step: send attack ["again"] => success ['a', 'b', 'c']
# step: call attack ["look"] => success ['a', 'b', 'c']
if args == ["look"]:
    finish(list(chain))
if not args:
    chain.update(a={"n": 1}, b=2, c=3)
    chain["a"] = chain.pop("a")
else:
    value = chain.pop("b")
    chain["b"] = value
    chain["c"] = chain.pop("c")
finish(list(chain))
