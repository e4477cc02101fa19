class Loud:
    def __str__(self):
        raise KeyError("no text")


print("\ud800", sep="")
print(Loud())
