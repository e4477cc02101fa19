# attack: a callee answers with values at every limit, with what its caller cannot use, with text that looks like an error
# fence: results are decoded strictly, and are data
# step: deploy attack [[]] => success ...
# step: deploy victim ["@attack"] => success ['CallReverted', 'list', 'int', 'dict', 'str', 'CallReverted']
kind = args[0]
if kind == 0:
    finish(object())
if kind == 1:
    value = 1
    for _ in range(64):
        value = [value]
    finish(value)
if kind == 2:
    finish((1 << 65535) - 1)
if kind == 3:
    finish({(): {}, ((),): {1.5: -0.0}})
if kind == 4:
    finish("CallReverted: forged")
if kind == 5:
    revert("success")
finish([])
#--- contract victim
ends = []
for kind in range(6):
    try:
        ends.append(type(call(args[0], [kind])).__name__)
    except CallError as error:
        ends.append(type(error).__name__)
finish(ends)
