# attack: a nested dict is stored in itself, below itself, and above itself; swapped with its parent
# fence: a copy each, or an error; no loop in storage
# step: deploy attack [] => success None
# step: send attack ["swap"] => success ...
# step: call attack ["look"] => success ...
if not args:
    chain["a"] = {"b": {"c": 1}}
    finish()
if args == ["look"]:
    finish([len(chain), repr(chain)[:200]])
outer = chain["a"]
inner = outer["b"]
inner["up"] = chain["a"].copy()
try:
    chain["a"] = inner
    chain["z"] = outer
    call("0x" + "77" * 20, [])
except (CallRefused, ValueError) as error:
    end = type(error).__name__
    if end == "ValueError":
        chain.pop("z", None)
        chain["a"] = {"b": {"c": 1}}
finish(end)
