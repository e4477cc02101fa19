# attack: a call writes a pattern all over its memory and frees it; the next call, and another contract, search for it word
#   by word, with the out-of-bounds read of InstructionSequence
# fence: the memory beyond the image is restored too (SEMANTICS 6)
# screened: S105
# depends: address
# alike: 3 5 7 9
# step: deploy attack [] => success 0
# step: deploy other [] => success 0
# step: call attack [] => success 0
# step: send attack ["hide", 8000] => success 'hidden'
# step: call attack [] => success 0
# step: send attack ["hide", 12000] => success 'hidden'
# step: call attack [] => success 0
# step: send attack ["hide", 16000] => success 'hidden'
# step: call attack [] => success 0
# step: call other [] => success 0
# step: call attack ["find own"] => success True
def search(word):
    Sequence = next(c for c in object.__subclasses__() if c.__name__ == "InstructionSequence")
    block = bytes(20)
    at = id(block)
    block = None
    found = 0
    for start in range(0, 1_110_000, 1024):
        reader = Sequence()
        reader.use_label(0)
        block = None
        for address in range(start, min(start + 1024, 1_110_000), 16):
            reader.addop(257, (address - at) >> 2, 0, 0, 0, 0)
        found += sum(instruction[1] == word for instruction in reader.get_instructions())
    return found


mark = 0x5EC0DE00 + 0x5A
if args[:1] == ["hide"]:
    # Little enough that memory does not grow: an instance that grew is thrown away, not restored.
    secret = mark.to_bytes(4, "little") * 2000
    # Somewhere beyond what the calls in between write over.
    filler = bytes(args[1])
    hoard = [secret + b"." for _ in range(2)]
    del hoard
    finish("hidden")
if args == ["find own"]:
    hoard = mark.to_bytes(4, "little") * 3000
    finish(search(mark) > 0)
finish(search(mark))
#--- contract other
def search(word):
    Sequence = next(c for c in object.__subclasses__() if c.__name__ == "InstructionSequence")
    block = bytes(20)
    at = id(block)
    block = None
    reader = Sequence()
    reader.use_label(0)
    for address in range(0, 1_110_000, 64):
        reader.addop(257, (address - at) >> 2, 0, 0, 0, 0)
    return sum(instruction[1] == word for instruction in reader.get_instructions())


finish(search(0x5EC0DE00 + 0x5A))
