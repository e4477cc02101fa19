globals()[args[0]]()  #: S109 0-18
locals()[f"do_{args[0]}"](*args)  #: S109 0-25
vars()["a" + args[0]]  #: S109 0-21
globals().get(args[0], print)()  #: S109 0-29
globals()["transfer"]
globals().get("transfer")
globals()["transfer"] = print
globals()[args[0]] = 1
class A: ...
vars(A())[args[0]]
{"transfer": print}[args[0]]()
