id(args)  #: S203 0-8
chain["h"] = hash("text")  #: S203 13-25
class A:
    def __hash__(self): return 1
A().hash, A.id
