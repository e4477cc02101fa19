# attack: every method of dict is called as dict.method(chain, ...), where it would see an empty dict, if chain is not one
# fence: the true answer or TypeError, never a wrong one (SEMANTICS 15)
# step: deploy attack [] => success None
# step: send attack ["attack"] => success [[], {'a': 1, 'b': {'c': 2}}]
if not args:
    chain["a"] = 1
    chain["b"] = {"c": 2}
    finish()
plain = {"a": 1, "b": {"c": 2}}
wrong = []
for name, rest in {
    "get": ["a"], "__getitem__": ["a"], "__contains__": ["a"], "__len__": [], "keys": [], "items": [], "values": [], "copy": [],
    "__iter__": [], "__eq__": [plain], "__ne__": [plain], "__or__": [{}], "__ror__": [{}], "__repr__": [], "__reversed__": [],
    "__lt__": [plain], "__hash__": [], "fromkeys": ["x"], "setdefault": ["a", 5], "__format__": [""], "__str__": [],
}.items():
    def outcome(value):
        try:
            result = getattr(dict, name)(value, *rest) if name != "fromkeys" else dict.fromkeys(value)
            return list(result) if hasattr(result, "__iter__") and not isinstance(result, (dict, str)) else result
        except TypeError:
            return "TypeError"

    true, found = outcome(plain), outcome(chain)
    if found != true and found != "TypeError":
        wrong.append([name, repr(found)])
for name, rest in {"__setitem__": ["z", 1], "update": [{"z": 1}], "pop": ["a"], "popitem": [], "clear": [], "__delitem__": ["a"],
                   "__init__": [{"z": 1}], "__ior__": [{"z": 1}]}.items():
    size = len(chain)
    try:
        getattr(dict, name)(chain, *rest)
        # If it is allowed, it must have worked; it is undone for the next one.
        if chain == plain:
            wrong.append(name)
        chain.clear()
        chain.update(plain)
    except TypeError:
        if len(chain) != size:
            wrong.append(name)
finish([wrong, chain])
