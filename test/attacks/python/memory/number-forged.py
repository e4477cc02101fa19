# attack: the digits and the sign of an int are overwritten: a small int with leading zeros, a negative zero, 2^70 of one digit
# fence: what is no canonical CBOR traps; what is, is a number
# screened: S105
# step: deploy attack ["honest"] => success 1180591620717411303424
# step: deploy attack ["digit"] => *
# step: deploy attack ["size"] => *
number = 1 << 70
way = args[0]
if way != "honest":
    sequence = next(c for c in object.__subclasses__() if c.__name__ == "InstructionSequence")()
    block = bytes(20)
    at = id(block)
    block = None
    sequence.use_label(0)
    # The last of three digits becomes 0, or the tag says 60 digits and a minus.
    for _ in range(0 if way == "digit" else 60 * 8 + 2):
        sequence.addop(1, 0, 0, 0, 0, 0)
    offset = (id(number) + (20 if way == "digit" else 8) - at) >> 2
    sequence.use_label(offset - 2**30 if offset >= 0 else offset)
finish(number)
