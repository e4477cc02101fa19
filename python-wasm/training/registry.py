# runs: 150
# args: 8266736561726368191388
"""Stored lists, dicts and texts, larger values in and out, another contract called, what fails on purpose."""


class Registry:
    def __init__(self, state):
        self.state = state

    def add(self, owner, title, tags):
        number = self.state.get("next", 1)
        entry = {"owner": owner, "title": title, "tags": list(tags), "sizes": [len(title), number], "open": True}
        self.state[f"entry {number % 23}"] = entry
        self.state["next"] = number + 1
        return number

    def search(self, tag):
        found = []
        for key, entry in self.state.items():
            if isinstance(entry, dict) and tag in entry["tags"]:
                found.append((key, entry["owner"]))
        return found


registry = Registry(chain)
for i in range(4):
    registry.add(invoker, "title of number %d" % i, ("red", "green", "blue")[i % 3 :])
found = registry.search("green")
try:
    chain["bad"] = lambda: None
    del chain["bad"]
    raise KeyError(args[0])
except (KeyError, TypeError) as error:
    reason = str(error)
log = chain.setdefault("log", [])
chain["log"] = (log + [[reason, len(found), None, True, 1.5, b"bytes", 2**70, -5]])[-6:]
answer = call(address, ["note", {"n": len(chain)}, [1, 2, 3]])
print("found", found, answer, sep="; ")
emit("Searched", tag="green", count=len(found), first=found[0] if found else None)
finish({"found": found, "log": chain["log"], "answer": answer})
