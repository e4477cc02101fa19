# attack: a contract destroys itself when it is called, and is called again, written to and delegated to in the same transaction
# fence: code and calls run as usual until the transaction ends (SEMANTICS 22); then it is gone for good
# step: deploy attack [] => success None
# step: deploy caller ["@attack"] => success [1, 2, 3]
# step: send attack ["again"] => refused NO_CODE
# step: send caller ["@attack"] => revert REVERT: CallRefused: NO_CODE
if not new:
    self_destruct()
    chain["n"] = chain.get("n", 0) + 1
    finish(chain["n"])
#--- contract caller
finish([call(args[0], []) for _ in range(3)])
