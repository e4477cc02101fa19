# attack: the same bank has opted in: it is drained, and holds stale dicts, iterators and lists over the call
# fence: it asked for it; what it holds is read again or detached (SEMANTICS 17), never a mixture
# step: deploy bank [] => success None
# step: deploy attack ["@bank"] => success None
# step: send bank ["pay", "@attack", 3] => success ...
# step: call bank ["look"] => success ...
# pbevm: reentrant
if new:
    chain["bank"] = args[0]
    finish()
if args[0] > 0:
    call(chain["bank"], ["pay", address, args[0] - 1])
finish("paid")
#--- contract bank
# pbevm: reentrant
if new:
    chain["accounts"] = {"a": {"n": 100, "log": []}, "b": {"n": 0, "log": []}}
    finish()
if args[0] == "look":
    finish(chain)
account = chain["accounts"]["a"]
log = account["log"]
iterator = iter(chain["accounts"])
next(iterator)
before = account["n"]
end = call(args[1], [args[2]])
log.append("detached")
account["n"] = account["n"] - 1
account["log"].append(before)
try:
    rest = list(iterator)
except RuntimeError as error:
    rest = "RuntimeError"
finish([before, account["n"], rest])
