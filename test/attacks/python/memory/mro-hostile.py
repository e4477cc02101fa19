# attack: a metaclass whose mro() changes bases of what is being made, or gives what is no order of classes
# fence: CPython checks what mro() gave
# screened: S105
# step: deploy attack [] => success ['TypeError', 'TypeError', 'TypeError', 'ok', 'TypeError']
class Meta(type):
    answer = None

    def mro(cls):
        return Meta.answer(cls) if Meta.answer else super().mro()


ends = []


def rebase(cls):
    cls.__bases__ = (Other,)
    return type.mro(cls)


class Other(metaclass=Meta):
    pass


for answer in (
    lambda cls: [1, 2, 3], lambda cls: 7, lambda cls: [cls, int, str], lambda cls: [cls, object], lambda cls: [cls, type]
):
    Meta.answer = answer
    try:
        Meta("X", (), {})
        ends.append("ok")
    except TypeError:
        ends.append("TypeError")
finish(ends)
