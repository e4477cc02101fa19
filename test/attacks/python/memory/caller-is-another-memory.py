# attack: a callee overwrites all of its memory while its caller waits
# fence: the caller's memory is another one; the callee's end is a CallHalted
# fuel: 300_000_000
# screened: S105
# step: deploy attack ["look"] => success 'whole'
# step: deploy victim ["@attack"] => success ['CallHalted', [0, 1, 4, 9], 'kept']
if not args:
    sequence = next(c for c in object.__subclasses__() if c.__name__ == "InstructionSequence")()
    sequence.addop(1, 0, 0, 0, 0, 0)
    label = -1
    while True:
        sequence.use_label(label)
        label -= 1
finish("whole")
#--- contract victim
before = [i * i for i in range(4)]
chain["mark"] = "kept"
try:
    end = call(args[0], [], fuel=100_000_000)
except CallError as error:
    end = type(error).__name__
finish([end, before, chain["mark"]])
