# attack: chain grows and shrinks while it is iterated, by keys, values and items, forwards and backwards
# fence: RuntimeError, as for a dict
# step: deploy attack [] => success None
# step: send attack ["attack"] => success ['RuntimeError', 'RuntimeError', 'RuntimeError', 'RuntimeError', 'RuntimeError']
# step: call attack ["look"] => success ['k0', 'k1', 'k2', 'k3', 'k4']
if not args:
    for i in range(5):
        chain["k%d" % i] = {"n": i}
    finish()
if args == ["look"]:
    finish(list(chain))
ends = []
for number, view in enumerate((lambda: chain, lambda: chain.values(), lambda: chain.items(), lambda: reversed(chain),
                               lambda: chain.keys())):
    try:
        for _ in view():
            chain["new%d" % number] = 1
        ends.append("ended")
    except RuntimeError:
        ends.append("RuntimeError")
for number in range(5):
    chain.pop("new%d" % number, None)
finish(ends)
