# attack: keys and items views combined with hostile sets and with views of nested dicts while these change
# fence: set operations copy first
# step: deploy attack [] => success [{'a'}, {'b', 'z'}, ['a', 'b'], True, False]
class Members:
    def __iter__(self):
        yield "a"
        chain["grown"] = 1
        yield "z"
        del chain["grown"]

    def __contains__(self, key):
        chain.clear()
        return False

    def __len__(self):
        return 10**9


chain["a"] = {"x": 1}
chain["b"] = {"y": 2}
both = chain.keys() & ["a", "z"]
other = chain.keys() ^ ["a", "z"]
order = sorted(chain.keys() | [])
apart = chain.keys().isdisjoint(["q"])
try:
    odd = chain.keys() == Members()
    chain.keys() | Members()
except RuntimeError:
    pass
finish([both, other, order, apart, odd])
