# A busy beaver with three states.
RULES = {
    ("A", 0): (1, 1, "B"), ("A", 1): (1, 1, None),
    ("B", 0): (0, 1, "C"), ("B", 1): (1, 1, "B"),
    ("C", 0): (1, -1, "C"), ("C", 1): (1, -1, "A"),
}
tape, head, state, steps = {}, 0, "A", 0
while state is not None:
    tape[head], move, state = RULES[state, tape.get(head, 0)]
    head += move
    steps += 1
finish([steps, sum(tape.values())])
