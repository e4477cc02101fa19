# attack: library code run by delegate_call writes its caller's chain, looks for its own, destroys, and finishes with chain
# fence: delegate_call means the caller's storage, address and invoker (SEMANTICS 20): that is what was asked for, no more
# step: deploy attack [] => success None
# step: deploy victim ["@attack"] => success [{'mine': {'n': 2}, 'planted': 1}, True, True]
# step: call attack ["look"] => success {'library': 1}
if args == ["look"] or (new and not args):
    chain["library"] = 1
    finish(chain if args else None)
chain["mine"]["n"] = 2
chain["planted"] = 1
finish(["library" in chain, address, invoker])
#--- contract victim
chain["mine"] = {"n": 1}
found, where, who = delegate_call(args[0], ["run"])
finish([chain, where == address and not found, who == invoker])
