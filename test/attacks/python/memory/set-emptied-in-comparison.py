# attack: sets that are emptied by the __eq__ of their members during intersection, difference, update and comparison
# fence: set operations hold what they compare and start again
# step: deploy attack [] => success ...
class Member:
    def __init__(self, n):
        self.n = n

    def __hash__(self):
        return self.n % 3

    def __eq__(self, other):
        for victim in victims:
            victim.clear()
        return False


ends = []
victims = []
for operation in ("__and__", "__sub__", "__or__", "__xor__", "__le__", "__eq__", "update", "__isub__", "issuperset"):
    victims = [{Member(i) for i in range(9)}, {Member(i) for i in range(9)}]
    try:
        result = getattr(victims[0], operation)(victims[1])
        ends.append(len(result) if isinstance(result, set) else result)
    except RuntimeError as error:
        ends.append(str(error))
finish(ends)
