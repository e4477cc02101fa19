# attack: a dict grows deeper by 20 levels in each call, at its innermost place, until it is too deep
# fence: depth is counted from the root, whatever was stored before
# step: deploy attack [] => success 20
# step: send attack ["grow"] => success 40
# step: send attack ["grow"] => success 60
# step: send attack ["grow"] => revert REVERT: ValueError: ...
# step: call attack ["look"] => success 60
def innermost():
    at, depth = chain, 0
    while "n" in at:
        at, depth = at["n"], depth + 1
    return at, depth


at, depth = innermost()
if args == ["look"]:
    finish(depth)
for _ in range(20):
    at["n"] = {}
    at = at["n"]
finish(innermost()[1])
