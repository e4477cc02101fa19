# attack: the inner call deletes and replaces the dicts that the outer frame holds
# fence: RuntimeError: stale chain entry. A dict below a deleted one can be read until its records are collected; what is
#   written to it is lost
# step: deploy attack [] => success None
# step: send attack ["outer", "@attack"] => success ['RuntimeError', 1, {'n': 2}]
# step: call attack ["look"] => success {'a': {'n': 2}, 'z': 1}
# pbevm: reentrant
if new:
    chain["a"] = {"n": 1}
    chain["b"] = {"n": {"m": 1}}
    finish()
if args == ["look"]:
    finish(chain)
if args == ["inner"]:
    chain["a"] = {"n": 2}
    del chain["b"]
    finish()
held, lost = chain["a"], chain["b"]["n"]
call(address, ["inner"])
ends = []
for way in (lambda: held["n"], lambda: lost["m"]):
    try:
        ends.append(way())
    except RuntimeError as error:
        ends.append(type(error).__name__)
try:
    lost["m"] = 5
except RuntimeError:
    pass
chain["z"] = 1
finish(ends + [chain["a"]])
