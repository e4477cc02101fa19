# attack: the default of setdefault and the value of an assignment are made by code that deletes the key and clears chain
# fence: arguments are there before the call; the table is looked at afterwards
# step: deploy attack [] => success ['new', {'k': 'new', 'm': 'made', 'n': 4}]
def make(value):
    chain.clear()
    return value


chain["k"] = "old"
chain["m"] = "old"
found = chain.setdefault("k", make("new"))
chain["m"] = make("made")
chain.setdefault("k", "new")
chain["n"] = 3
chain["n"] += 1
finish([found, {"k": chain["k"], "m": chain["m"], "n": chain["n"]}])
