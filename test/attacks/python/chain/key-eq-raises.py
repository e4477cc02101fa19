# attack: keys whose __eq__ and __hash__ raise, at lookups, updates and comparisons
# fence: the exception comes out, the entry that was looked up stays
# step: deploy attack [] => success None
# step: send attack ["attack"] => success ['KeyError', {'a': 1}]
class Key:
    def __hash__(self):
        raise KeyError("no hash")


if not args:
    chain["a"] = 1
    finish()
ends = set()
for way in (
    lambda: chain.get(Key()), lambda: chain.pop(Key(), 1), lambda: Key() in chain, lambda: chain.setdefault(Key(), 2),
    lambda: chain.update([(Key(), 1)]), lambda: chain.__setitem__(Key(), 1),
):
    try:
        way()
        ends.add("none")
    except (KeyError, TypeError) as error:
        # An own mapping may refuse the type of a key before it asks for a hash.
        ends.add("KeyError")
finish([ends.pop() if len(ends) == 1 else ends, chain])
