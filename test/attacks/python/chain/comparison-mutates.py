# attack: chain is compared with a dict whose values change chain in their __eq__
# fence: comparison holds what it compares; the table stays whole
# step: deploy attack [] => success 'whole'
# step: call attack ["look"] => success {'end': 1}
class Value:
    def __eq__(self, other):
        chain.pop("b", None)
        chain["c"] = {"grown": 1}
        chain.clear()
        return True


if args:
    finish(chain)
for round_ in range(4):
    chain.clear()
    chain.update({"a": {"n": 1}, "b": [2], "d": {"m": {"k": 1}}})
    held = chain["d"]
    for other in ({"a": Value(), "b": Value(), "d": Value()}, {"a": {"n": Value()}, "b": [Value()], "d": 1}):
        try:
            (chain == other, other == chain, chain != other)
        except RuntimeError:
            pass
    assert len(list(chain)) == len(chain)
chain.clear()
chain["end"] = 1
finish("whole")
