# attack: the types of iterators, views and entries, found among the subclasses of object, are instantiated and driven
# fence: none can be made from Python
# screened: S105
# step: deploy attack [] => success None
# step: send attack ["attack"] => success [[], {'a': {'b': 1}}]
if not args:
    chain["a"] = {"b": 1}
    finish()
kinds = [c for c in object.__subclasses__() if c.__name__.startswith("Chain")]
kinds += [type(part) for part in (iter(chain), chain.keys(), chain.values(), chain.items(), iter(chain.items()), reversed(chain))]
made = []
for kind in kinds:
    for way in (
        kind, lambda: kind(chain), lambda: kind.__new__(kind), lambda: object.__new__(kind), lambda: kind.__new__(kind, chain, 0),
        lambda: type("Sub", (kind,), {})(),
    ):
        try:
            part = way()
            if type(part) not in (dict, type({}.keys()), type(iter({})), type({}.values()), type({}.items())):
                made.append(kind.__name__)
        except TypeError:
            pass
for method in ("get", "pop", "keys", "update", "clear", "__len__", "__getitem__"):
    for wrong in (5, {}, [], chain.keys(), None):
        try:
            if type(chain) is not dict:
                getattr(type(chain), method)(wrong)
                made.append(method)
        except TypeError:
            pass
finish([made, chain])
