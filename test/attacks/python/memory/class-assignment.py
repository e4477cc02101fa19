# attack: __class__ is set to types of another layout: ints become dicts, modules functions, instances lists
# fence: CPython compares layouts: TypeError
# step: deploy attack [] => success []
import math


class Slots:
    __slots__ = ("a", "b")


class Plain:
    pass


class Numbers(int):
    pass


class Texts(str):
    pass


swapped = []
for value, kind in (
    (Plain(), Slots), (Slots(), Plain), (Plain(), dict), (Numbers(5), Texts), (Texts("a"), Numbers), (5, Numbers),
    (math, Plain), (finish, Plain), (Plain, Plain), (ValueError(), KeyError), (iter([]), Plain), (chain, Plain),
):
    try:
        value.__class__ = kind
        swapped.append((repr(type(value)), kind.__name__))
    except (TypeError, AttributeError):
        pass
finish(swapped)
