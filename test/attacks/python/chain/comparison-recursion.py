# attack: two chains of dicts in chain that hold each other's kin are compared, 200 deep, in memory only
# fence: CPython counts the depth of comparisons
# step: deploy attack [] => success 'RecursionError'
# step: call attack ["look"] => success {}
if args:
    finish(chain)
left, right = chain.setdefault("left", {}), chain.setdefault("right", {})
for _ in range(2000):
    left["n"], right["n"] = {}, {}
    left, right = left["n"], right["n"]
try:
    chain["left"] == chain["right"]
    end = "compared"
except RecursionError:
    end = "RecursionError"
chain.clear()
finish(end)
