# attack: what a call leaves in globals, function defaults, class attributes, function attributes
# fence: every call starts from the image of the contract, in which nothing of it has run (SEMANTICS 8)
# step: deploy attack [] => success [1, [1], 1, 1]
# alike: 2 3
# step: send attack [] => success [1, [1], 1, 1]
# step: send attack [] => success [1, [1], 1, 1]
try:
    counter += 1
except NameError:
    counter = 1


def remember(value, memory=[]):
    memory.append(value)
    remember.calls = getattr(remember, "calls", 0) + 1
    return memory


class Keeper:
    count = 0


Keeper.count += 1
finish([counter, remember(1), remember.calls, Keeper.count])
