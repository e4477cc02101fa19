class Registry(type):
    known = {}

    def __new__(mcs, name, bases, members, **options):
        cls = super().__new__(mcs, name, bases, members)
        mcs.known[options.get("key", name.lower())] = cls
        return cls


class Shape(metaclass=Registry):
    area = 0


class Square(Shape, key="sq"):
    def __init__(self, side):
        self.area = side**2


finish([sorted(Registry.known), Registry.known["sq"](3).area, Square.__name__, Square.__qualname__])
