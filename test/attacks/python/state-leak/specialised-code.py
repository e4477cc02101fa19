# attack: bytecode specialises itself while it runs: a second call may find quicker code, and other fuel
# fence: code objects come back unspecialised with the rest of memory
# step: deploy attack [] => success 9999
# alike: 2 3 4
# step: call attack [] => success 9999
# step: call attack [] => success 9999
# step: call attack [] => success 9999
class Point:
    __slots__ = ("x",)

    def __init__(self, x):
        self.x = x


def total(points):
    result = 0
    for point in points:
        result += point.x
    return result


points = [Point(1) for _ in range(9999)]
finish(total(points))
