# attack: memory is filled to the brim, then chain is read, written, deleted from and flushed, at every point MemoryError
# fence: what fails has no effect, and says so; what was written before stays
# fuel: 3_000_000_000
# step: deploy attack [] => success None
# step: send attack ["attack"] => success ['MemoryError', 'whole']
# step: call attack ["look"] => success 'whole'
def check(store):
    keys = list(store)
    assert len(keys) == len(store) == len(store.items()) == len(list(store.values()))
    assert all(key in store for key in keys) and [store[key] for key in keys] == list(store.values())
    return "whole"


if not args:
    for i in range(40):
        chain[i] = {"n": {"m": [i] * 20}}
    finish()
if args == ["look"]:
    finish(check(chain))
ends = set()
for size in (1_000_000, 10_000, 1000, 200, 50):
    hoard = []
    try:
        while True:
            hoard.append(bytes(size))
    except MemoryError:
        ends.add("MemoryError")
    for i in range(40):
        try:
            chain[i]["n"]["m"].append(bytes(100))
            chain[(i, size)] = {"new": {"deep": bytes(300)}}
            chain[i]["n"] = {"m": [size]}
            chain.pop((i - 1, size), None)
        except MemoryError:
            ends.add("MemoryError")
    try:
        call("0x" + "77" * 20, [])
    except (MemoryError, CallRefused):
        pass
    hoard = None
    check(chain)
finish([*ends, check(chain)])
