# attack: chain, events and self_destruct of a run that halts or raises are kept somewhere
# fence: the journal undoes a failed frame whole
# step: deploy attack ["look"] => success []
# step: send attack ["raise"] => revert REVERT: ValueError: after writing
# step: send attack ["burn"] => halt OUT_OF_FUEL
# step: send attack ["revert"] => revert REVERT: sorry
# step: call attack ["look"] => success []
if args == ["look"]:
    finish(sorted(chain))
chain[args[0]] = {"deep": [1, 2, 3]}
emit("written", n=1)
self_destruct()
if args == ["raise"]:
    raise ValueError("after writing")
if args == ["revert"]:
    revert("sorry")
while True:
    pass
