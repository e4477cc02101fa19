# attack: each of two contracts calls a third that calls on: a chain as deep as it goes, of contracts that are all different
# fence: pages and depth of a transaction are bounded; Python cannot catch that (SEMANTICS 9, 19)
# step: deploy a [] => success None
# step: deploy attack ["@a"] => success 'CallRefused REENTRANCY'
try:
    call(args[0], [address])
except CallError as error:
    finish(error.reason if hasattr(error, "reason") else error.code)
#--- contract a
if args:
    try:
        call(args[0], [address])
    except CallError as error:
        revert(type(error).__name__ + " " + error.code)
