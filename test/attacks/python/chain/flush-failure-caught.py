# attack: a flush fails in a call, the contract catches it, repairs half, and goes on
# fence: a failed flush writes nothing and leaves chain as it was; the next one starts from the beginning
# step: deploy attack [] => success ['TypeError', 'TypeError', 'CallRefused']
# step: call attack ["look"] => success {'a': {'n': 2}, 'b': 1, 'c': {'new': {'x': 1}}}
if args:
    finish(chain)
ends = []
chain["a"] = {"n": 1}
chain["b"] = lambda: 0
chain["c"] = {"new": {"x": object()}}
for step in range(3):
    try:
        call("0x" + "77" * 20, [])
    except (TypeError, CallRefused) as error:
        ends.append(type(error).__name__)
    if step == 0:
        chain["b"] = 1
        chain["a"]["n"] = 2
    if step == 1:
        chain["c"]["new"]["x"] = 1
finish(ends)
