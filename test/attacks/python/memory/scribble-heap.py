# attack: from the first heap block downwards every word of the interpreter's memory is overwritten
# fence: wasm bounds; the instance traps or runs out of fuel, and its memory is restored (SEMANTICS 6)
# fuel: 300_000_000
# screened: S105
# step: deploy attack ["look"] => success 'whole'
# step: send attack [] => halt ...
# step: call attack ["look"] => success 'whole'
if not args:
    sequence = next(c for c in object.__subclasses__() if c.__name__ == "InstructionSequence")()
    sequence.addop(1, 0, 0, 0, 0, 0)
    label = -1
    while True:
        sequence.use_label(label)
        label -= 1
finish("whole")
