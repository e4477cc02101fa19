# attack: one dict under three names, one of them in a list; it is changed through each after a flush
# fence: one object while the run lasts or a copy each; what is stored are three dicts (SEMANTICS 16)
# step: deploy attack [] => success None
# step: send attack ["change"] => success [{'n': 2}, {'n': 1}, [{'n': 1}]]
# step: call attack ["look"] => success [{'n': 2}, {'n': 1}, [{'n': 1}]]
if not args:
    shared = {"n": 1}
    chain["a"] = shared
    chain["b"] = shared
    chain["c"] = [shared]
if args == ["change"]:
    chain["a"]["n"] = 2
if args:
    finish([chain["a"], chain["b"], chain["c"]])
