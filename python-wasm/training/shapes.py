# runs: 1
# args: 80
"""Classes: inheritance, slots, operators, properties, class and static methods, comparison, iteration."""


class Point:
    __slots__ = ("x", "y")

    def __init__(self, x, y):
        self.x = x
        self.y = y

    def __add__(self, other):
        return Point(self.x + other.x, self.y + other.y)

    def __eq__(self, other):
        return self.x == other.x and self.y == other.y

    def __hash__(self):
        return hash((self.x, self.y))

    def __repr__(self):
        return f"Point({self.x}, {self.y})"


class Shape:
    count = 0

    def __init__(self, name):
        self.name = name
        Shape.count += 1

    def area(self):
        raise NotImplementedError

    def describe(self):
        return "%s of %d" % (self.name, self.area())

    def __lt__(self, other):
        return self.area() < other.area()


class Box(Shape):
    def __init__(self, corner, size):
        super().__init__("box")
        self.corner = corner
        self.size = size

    @classmethod
    def square(cls, side):
        return cls(Point(0, 0), (side, side))

    @property
    def far(self):
        return self.corner + Point(*self.size)

    def area(self):
        width, height = self.size
        return width * height

    def __contains__(self, point):
        far = self.far
        return self.corner.x <= point.x < far.x and self.corner.y <= point.y < far.y


class Many(Shape):
    def __init__(self, *parts, name="many"):
        super().__init__(name)
        self.parts = list(parts)

    def __iter__(self):
        return iter(self.parts)

    def __len__(self):
        return len(self.parts)

    def area(self):
        return sum(part.area() for part in self)

    @staticmethod
    def of(n):
        return Many(*(Box.square(i + 1) for i in range(n)))


def walk(shape, depth=0):
    if isinstance(shape, Many):
        for part in shape:
            yield from walk(part, depth + 1)
    else:
        yield depth, shape


position = Point(0, 0)
step = Point(1, 2)
for i in range(6_000):
    position = position + step
inside = 0
box = Box(Point(3, 4), (50, 60))
for i in range(5_000):
    if Point(i % 97, i % 89) in box:
        inside += 1
groups = [Many.of(i % 9) for i in range(300)]
tree = Many(*groups, name="tree")
areas = [shape.area() for _, shape in walk(tree)]
largest = max(groups)
ordered = sorted(groups)
seen = {Point(i % 31, i % 7) for i in range(4_000)}
named = {}
for shape in ordered:
    named[shape.name] = named.get(shape.name, 0) + len(shape)
    if hasattr(shape, "corner"):
        raise ValueError(shape.describe())
finish([repr(position), inside, sum(areas), len(largest), len(seen), Shape.count, named, tree.describe()])
