# attack: print of a lone surrogate and of an object that cannot be shown
# fence: the surrogate is escaped, the exception is an exception
# step: deploy attack [] => revert REVERT: KeyError: no text
class Loud:
    def __str__(self):
        raise KeyError("no text")


print("\ud800", sep="")
print(Loud())
