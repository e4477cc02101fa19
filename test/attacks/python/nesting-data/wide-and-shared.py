# attack: a billion laughs: a list of ten times a list of ten times ..., nine levels, is shown, stored, compared and copied
# fence: showing costs memory, storing is bounded by 1 MiB, comparison of equal objects is by identity first
# step: deploy attack ["repr"] => revert REVERT: MemoryError
# step: deploy attack ["store"] => revert REVERT: ValueError: chain['laughs']...
# step: deploy attack ["finish"] => revert REVERT: ValueError: value[0]...
# step: deploy attack ["equal"] => success True
laughs = ["ha" * 100]
for _ in range(9):
    laughs = [laughs] * 10
if args == ["repr"]:
    repr(laughs)
if args == ["store"]:
    chain["laughs"] = laughs
if args == ["finish"]:
    finish(laughs)
if args == ["equal"]:
    finish(laughs == list(laughs))
