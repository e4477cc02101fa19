# attack: a contract delegates to itself, and to another that delegates back, for ever
# fence: pages, depth and the guard end it (SEMANTICS 9, 17, 19)
# fuel: 100_000_000
# step: deploy attack ["stop"] => success None
# step: send attack ["self"] => *
# step: deploy other ["@attack"] => *
if args == ["stop"]:
    finish()
try:
    finish(delegate_call(address, args))
except CallError as error:
    finish(type(error).__name__ + " " + str(getattr(error, "code", getattr(error, "reason", ""))))
#--- contract other
finish(delegate_call(args[0], ["again"]))
