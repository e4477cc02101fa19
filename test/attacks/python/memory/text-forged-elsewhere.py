# attack: a text whose ASCII bytes were overwritten with 0x80 goes to revert, emit, print, call and into chain as key and value
# fence: the host takes nothing on trust: what is no UTF-8 traps, is refused as arguments, or shows as a substitute (SEMANTICS 13)
# screened: S105
# step: deploy callee [] => success None
# step: deploy attack ["honest"] => success None
# step: send attack ["revert"] => revert REVERT: ...
# step: send attack ["emit"] => halt TRAP
# step: send attack ["print"] => success None
# step: send attack ["call", "@callee"] => success 'the call data is not a canonical CBOR list'
# step: send attack ["address"] => success 'BAD_ADDRESS'
# step: send attack ["chain"] => *
# step: call attack ["honest"] => *
text = "".join(["abcd"] * 3)
way = args[0]
if way != "honest":
    sequence = next(c for c in object.__subclasses__() if c.__name__ == "InstructionSequence")()
    block = bytes(20)
    at = id(block)
    block = None
    sequence.use_label(0)
    for _ in range(0x80):
        sequence.addop(1, 0, 0, 0, 0, 0)
    for place in range(id(text) + 20, id(text) + 32, 4):
        offset = (place - at) >> 2
        sequence.use_label(offset - 2**30 if offset >= 0 else offset)
if way == "revert":
    revert(text)
if way == "emit":
    emit("e", text=text)
if way == "print":
    print(text)
if way == "chain":
    chain[text] = text
try:
    if way == "call":
        call(args[1], [text])
    if way == "address":
        call(text, [])
except CallError as error:
    finish(getattr(error, "code", None) or error.reason)
#--- contract callee
finish()
