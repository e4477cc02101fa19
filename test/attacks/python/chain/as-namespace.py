# attack: chain is the namespace of exec, the body of a class, the dict of an object and the globals of a function
# fence: a mapping where Python takes any mapping; TypeError where C needs a true dict
# screened: S103 S105
# step: deploy attack [] => success ['TypeError', 'TypeError', 'TypeError', 'TypeError', 'TypeError', 3]
# step: call attack ["look"] => success ['a', 'b', 'x']
if args:
    finish(sorted(key for key in chain if len(key) == 1))


class Meta(type):
    @classmethod
    def __prepare__(cls, name, bases):
        return chain


class Thing:
    pass


def function():
    return 1


def assign():
    Thing().__dict__ = chain


ends = []
exec("x = 1\nx += 2", {}, chain)


def body():
    class InChain(metaclass=Meta):
        a = 1
        b = 2


for way in (
    body, assign, lambda: type("T", (), chain), lambda: type(function)(function.__code__, chain), lambda: exec("y = 1", chain)
):
    try:
        way()
        ends.append("done")
    except TypeError:
        ends.append("TypeError")
for key in [key for key in chain if len(key) > 1]:
    del chain[key]
finish(ends + [chain["x"]])
