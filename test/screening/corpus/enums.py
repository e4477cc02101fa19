# An enumeration without the enum module.
class State:
    DRAFT, OPEN, CLOSED = range(3)
    NAMES = {DRAFT: "draft", OPEN: "open", CLOSED: "closed"}

    @classmethod
    def name(cls, value):
        return cls.NAMES[value]


NEXT = {State.DRAFT: {State.OPEN}, State.OPEN: {State.CLOSED}, State.CLOSED: set()}


def move(state, to):
    if to not in NEXT[state]:
        raise ValueError(f"{State.name(state)} -> {State.name(to)}")
    return to


state = State.DRAFT
for to in (State.OPEN, State.CLOSED):
    state = move(state, to)
finish(State.name(state))
