# attack: -0.0, 0.0, 0 and False as values, where equality would say that nothing changed
# fence: values keep type and sign (SEMANTICS 11): what is compared is what is stored
# step: deploy attack [] => success None
# step: send attack ["change"] => success None
# step: call attack ["look"] => success ['-0.0', 'False', '1', '1.0', '[True]', "{'n': -0.0}"]
if args == ["look"]:
    finish([repr(value) for value in chain.values()])
if args:
    chain["a"], chain["b"], chain["c"], chain["d"] = -0.0, False, 1, 1.0
    chain["e"][0] = True
    chain["f"]["n"] = -0.0
else:
    chain.update({"a": 0.0, "b": 0, "c": True, "d": 1, "e": [1], "f": {"n": 0}})
