# attack: the type of chain is called, subclassed, asked for its __new__ and __init__, and chain's class is changed
# fence: whatever comes of it is no second way to storage
# step: deploy attack [] => success None
# step: send attack ["attack"] => success {'a': {'b': 1}}
# step: call attack ["look"] => success {'a': {'b': 1}}
if not args:
    chain["a"] = {"b": 1}
    finish()
if args == ["look"]:
    finish(chain)
others = []
for kind in {type(chain), type(chain["a"]), chain.__class__}:

    def derive():
        class Mine(kind):
            pass

        return Mine()

    for way in (
        kind, lambda: kind({"z": 1}), lambda: kind.__new__(kind), lambda: object.__new__(kind), derive,
        lambda: dict.__new__(kind), lambda: kind.fromkeys("xyz"), lambda: kind(chain),
    ):
        try:
            other = way()
            other["mine"] = 1
            others.append(other)
        except (TypeError, RuntimeError, AttributeError):
            pass
for way in (lambda: chain.__init__(), lambda: setattr(chain, "evil", 1), lambda: setattr(chain, "__class__", dict)):
    try:
        way()
    except (TypeError, AttributeError):
        pass
for other in others:
    other.clear()
finish(chain)
