# attack: popitem and del drain chain through iterators of it, at once and over calls
# fence: the last entry goes first, then KeyError
# step: deploy attack [] => success None
# step: send attack ["drain"] => success [['c', {'n': 2}], 'KeyError', 0]
# step: call attack ["look"] => success {}
if args == ["look"]:
    finish(chain)
if not args:
    for i, name in enumerate("abc"):
        chain[name] = {"n": i}
    finish()
key, value = chain.popitem()
first = [key, dict(value)]
while chain:
    chain.popitem()
try:
    chain.popitem()
    end = "more"
except KeyError:
    end = "KeyError"
finish([first, end, len(chain)])
