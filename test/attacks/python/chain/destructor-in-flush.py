# attack: objects whose __del__ writes chain die when the flush replaces, copies or frees them; and in cycles
# fence: no destructor runs during a flush (SEMANTICS 16)
# step: deploy attack [] => success ...
# step: call attack ["look"] => success 'whole'
def check(store):
    keys = list(store)
    assert len(keys) == len(store) == len(store.items()) == len(list(store.values()))
    assert all(key in store for key in keys) and [store[key] for key in keys] == list(store.values())
    return "whole"


class Late:
    def __del__(self):
        chain["late"] = chain.get("late", 0) + 1
        chain.pop("victim", None)


if args:
    finish(check(chain))
for i in range(30):
    chain[i] = {"n": [i]}
    chain["victim"] = {"x": 1}
    holder = Late()
    holder.cycle = [holder]
    del holder
    Late()
    try:
        call("0x" + "77" * 20, [])
    except CallRefused:
        pass
finish([check(chain), chain["late"] >= 30])
