# attack: chain as the argument of all that takes a dict: translate, format_map, %, zip, sorted, max, any, enumerate, dict(), |
# fence: as a dict (SEMANTICS 15)
# step: deploy attack [] => success None
# step: send attack ["attack"] => success [{'a': 1, 'b': {'c': 2}}, {'z': 0, 'a': 1, 'b': {'c': 2}}, '1', '1', ['a', 'b'], 'b', True, [(0, 'a'), (1, 'b')], 'xbc']
if not args:
    chain["a"] = 1
    chain["b"] = {"c": 2}
    finish()
finish([
    dict(chain), {"z": 0} | chain, "%(a)s" % chain, "{a}".format_map(chain), sorted(chain), max(chain), any(chain),
    list(enumerate(chain)), "abc".translate({97: "x"} | dict.fromkeys(chain and [])),
])
