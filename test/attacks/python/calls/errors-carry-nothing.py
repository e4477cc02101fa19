# attack: a callee raises with its own objects, long reasons and a forged code; the caller looks at all of the error
# fence: what comes back is a text of at most 1 KiB, decoded (SEMANTICS 13)
# step: deploy attack ["x"] => revert REVERT: Mine: xxx...
# step: deploy other [] => success None
# step: deploy victim ["@other"] => success ['CallReverted', True, ['str'], 1021]
class Mine(Exception):
    code = "forged"


raise Mine("x" * 5000)
#--- contract other
class Mine(Exception):
    code = "forged"


if args:
    raise Mine("x" * 5000)
#--- contract victim
try:
    call(args[0], [1])
except CallError as error:
    finish([type(error).__name__, not hasattr(error, "code"), [type(a).__name__ for a in error.args], len(error.reason)])
