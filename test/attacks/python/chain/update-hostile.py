# attack: update from mappings and iterables that raise half way, change chain, give no pairs, or are chain itself
# fence: what came before stays, as with a dict; nothing is counted twice
# step: deploy attack [] => success ['ZeroDivisionError', 'ValueError', 'TypeError', 'TypeError', 3, 4]
# step: call attack ["look"] => success [4, ['a', 'b', 'first', 'x']]
class Mapping:
    def keys(self):
        chain["b"] = 2
        return ["first", "second"]

    def __getitem__(self, key):
        if key == "second":
            1 / 0
        return "value"


if args:
    finish([len(chain), sorted(chain)])
chain["a"] = 1
ends = []
for source in (Mapping(), [("x", 1), ("only one",)], 5, [5]):
    try:
        chain.update(source)
        ends.append("updated")
    except (ZeroDivisionError, ValueError, TypeError) as error:
        ends.append(type(error).__name__)
    if len(ends) == 1:
        before = len(chain)
chain.update(chain)
finish(ends + [before, len(chain)])
