# attack: the same nan object as key twice, found by identity; nan within a tuple
# fence: nan is refused as a key (SEMANTICS 11), at once or at the flush
# step: deploy attack [] => success ['ValueError', 'ValueError', {'kept': 1}]
nan = float("nan")
chain["kept"] = 1
ends = []
for key in (nan, (1, nan)):
    try:
        chain[key] = 1
        chain[key] = 2
        call("0x" + "77" * 20, [])
    except CallError:
        ends.append("stored")
    except ValueError:
        ends.append("ValueError")
    for other in [other for other in chain if other != "kept"]:
        chain.pop(other)
finish(ends + [chain])
