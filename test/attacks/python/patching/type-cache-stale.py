# attack: a method is replaced behind the type cache, through the stolen dict, after the interpreter has specialised on it
#   (Lib/test/crashers/underlying_dict.py)
# fence: old or new method, it is the contract's own; the same everywhere
# step: deploy attack [] => success ...
class Thief:
    def __eq__(self, other):
        self.stolen = other
        return True


class A:
    def f(self):
        return 1


a = A()
seen = [a.f() for _ in range(50)]
thief = Thief()
A.__dict__ == thief
thief.stolen["f"] = lambda self: 2
seen += [a.f() for _ in range(3)]
del thief.stolen["f"]
try:
    seen.append(a.f())
except AttributeError:
    seen.append("gone")
finish(seen[-5:])
