# attack: nested dicts of three levels are held while chain is cleared; then the innermost is written and stored anew
# fence: as before, on every level
# step: deploy attack [] => success None
# step: send attack ["attack"] => success ['x', 2]
# step: call attack ["look"] => success {'again': {'d': 1, 'e': 2}}
if not args:
    chain["a"] = {"b": {"c": {"d": 1}}}
    finish()
if args == ["look"]:
    finish(chain)
inner = chain["a"]["b"]["c"]
middle = chain["a"]["b"]
chain.clear()
inner["e"] = 2
middle["x"] = "x"
chain["again"] = inner
finish([middle["x"], len(inner)])
