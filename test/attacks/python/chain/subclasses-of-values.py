# attack: subclasses of int, str, bytes, list, dict and float are stored, as values and as keys
# fence: exact types only: what a subclass adds could not be stored
# step: deploy attack [] => success ['TypeError', 'TypeError', 'TypeError', 'TypeError', 'TypeError', 'TypeError', 'TypeError']
# step: call attack ["look"] => success {'kept': 1}
if args:
    finish(chain)
chain["kept"] = 1
ends = []
for kind, value in ((int, 5), (str, "a"), (bytes, b"a"), (list, [1]), (dict, {1: 2}), (float, 1.5), (tuple, (1,))):

    class Mine(kind):
        evil = True

    try:
        chain["x"] = Mine(value)
        call("0x" + "77" * 20, [])
        ends.append("stored")
    except CallError:
        ends.append("stored")
    except TypeError as error:
        ends.append("TypeError")
    chain.pop("x", None)
finish(ends)
