# attack: __format__, __str__, __index__ and __float__ that give what is no text, or change what is being formatted
# fence: CPython checks types
# step: deploy attack [] => success ['TypeError', 'TypeError', 'TypeError', 'TypeError', 'RuntimeError']
class Wrong:
    def __format__(self, spec):
        return 5

    def __str__(self):
        return b"bytes"

    def __index__(self):
        return "text"

    __float__ = __index__


class Growing(dict):
    def __missing__(self, key):
        self[key + "x"] = 1
        return ("%(" + key + "x)s") % self if len(self) < 3000 else "end"


class Shrinking(dict):
    def __getitem__(self, key):
        raise RuntimeError("changed")


ends = []
for way in (
    lambda: f"{Wrong()}", lambda: "%s" % Wrong(), lambda: "%d" % Wrong(), lambda: "%f" % Wrong(),
    lambda: "%(a)s" % Shrinking(),
):
    try:
        ends.append(way())
    except (TypeError, RuntimeError) as error:
        ends.append(type(error).__name__)
finish(ends)
