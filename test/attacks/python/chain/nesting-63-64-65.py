# attack: lists nested 62, 63 and 64 deep below an entry's own record, and dicts as deep
# fence: 64 containers may enclose a scalar (SEMANTICS 11); beyond, ValueError and nothing is stored
# step: deploy attack [] => success ...
# step: call attack ["look"] => success True
if args:
    finish("dict 20" in chain and all(isinstance(value, (list, dict)) for value in chain.values()))


def nested(depth, kind):
    value = 1
    for _ in range(depth):
        value = [value] if kind == "list" else {"k": value}
    return value


ends = []
for kind in ("list", "dict"):
    for depth in (20, 60, 61, 62, 63, 64, 65, 66, 100):
        name = "%s %d" % (kind, depth)
        chain[name] = nested(depth, kind)
        try:
            call("0x" + "77" * 20, [])
        except CallError:
            ends.append(depth)
        except ValueError:
            ends.append("%d ValueError" % depth)
            del chain[name]
finish(ends)
