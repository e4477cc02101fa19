# attack: chain in match statements, ** calls, star patterns, isinstance and format, where dicts are special
# fence: as a dict (SEMANTICS 15)
# step: deploy attack [] => success None
# step: send attack ["attack"] => success [{'n': 1}, ['b'], 2, True, True, "{'a': {'n': 1}, 'b': 2}"]
if not args:
    chain["a"] = {"n": 1}
    chain["b"] = 2
    finish()


def spread(**names):
    return names["b"]


match chain:
    case {"a": {"n": 1} as inner, **rest}:
        found = [dict(inner), list(rest)]
    case _:
        found = ["no match", []]
finish(found + [spread(**chain), isinstance(chain, dict), isinstance(chain["a"], dict), f"{chain}"])
