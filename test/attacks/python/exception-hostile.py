# No code of the exception may run once it leaves the module.
class Hostile(Exception):
    def __str__(self):
        chain["str"] = 1
        return "x" * 10**7

    __repr__ = __str__

    @property
    def args(self):
        chain["args"] = 1
        return ("forged",)


raise Hostile("true text")
