# attack: weak references to chain and nested dicts, which outlive them
# fence: dicts cannot be referred to weakly; if an own mapping can, the reference dies with it
# screened: S105
# step: deploy attack [] => success ['TypeError', 'TypeError']
kinds = {c.__name__: c for c in object.__subclasses__()}
Reference = kinds["ReferenceType"]
chain["a"] = {}
ends = []
for value in (chain, chain["a"]):
    try:
        Reference(value)
        ends.append("referred")
    except TypeError:
        ends.append("TypeError")
finish(ends)
