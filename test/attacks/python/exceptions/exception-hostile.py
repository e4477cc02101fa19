# attack: an exception with code of its own for str, repr and args
# fence: no contract code runs after the exception leaves the module (SEMANTICS 13)
# step: deploy attack [] => revert REVERT: Hostile: true text

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
