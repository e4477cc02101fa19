# attack: the bases of classes are exchanged while instances of another layout live; cycles of bases
# fence: CPython compares layouts and looks for cycles: TypeError
# screened: S105
# step: deploy attack [] => success []
class A:
    __slots__ = ("x",)


class B:
    __slots__ = ("x", "y", "z")


class C(A):
    pass


class D(C):
    pass


done = []
for kind, bases in ((C, (B,)), (C, (int,)), (C, (C,)), (C, (D,)), (C, ()), (C, (D, A)), (object, (C,)), (bool, (str,))):
    try:
        kind.__bases__ = bases
        done.append(kind.__name__)
    except TypeError:
        pass
finish(done)
