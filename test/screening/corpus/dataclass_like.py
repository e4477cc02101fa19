# What dataclasses would do, by hand.
class Record:
    fields = ()

    def __init_subclass__(cls, **options):
        cls.fields = tuple(cls.__annotations__)

    def __init__(self, *values, **named):
        for field, value in zip(self.fields, values):
            setattr(self, field, value)
        for field, value in named.items():
            setattr(self, field, value)

    def __eq__(self, other):
        return self.__class__ is other.__class__ and self.__dict__ == other.__dict__

    def __repr__(self):
        inside = ", ".join(f"{name}={getattr(self, name)!r}" for name in self.fields)
        return f"{type(self).__name__}({inside})"


class Point(Record):
    x: int
    y: int


assert Point(1, 2) == Point(x=1, y=2)
finish(repr(Point(1, y=2)))
