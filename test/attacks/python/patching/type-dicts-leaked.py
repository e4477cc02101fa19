# attack: comparing int.__dict__ hands the true dict to __eq__: methods of int and str are replaced, for all modules
# fence: types are in memory, which is restored (SEMANTICS 6)
# step: deploy attack ["look"] => success ['ABC', 2, 'no attribute']
# alike: 2 4
# step: call attack ["look"] => success ['ABC', 2, 'no attribute']
# step: send attack [] => success ['patched', 99, 'grown']
# step: call attack ["look"] => success ['ABC', 2, 'no attribute']
class Thief:
    def __eq__(self, other):
        self.stolen = other
        return True


def steal(kind):
    thief = Thief()
    kind.__dict__ == thief
    return thief.stolen


if not args:
    steal(str)["upper"] = lambda self: "patched"
    steal(int)["bit_length"] = lambda self: 99
    steal(float)["grown"] = "grown"
finish(["abc".upper(), (3).bit_length(), getattr(1.0, "grown", "no attribute")])
