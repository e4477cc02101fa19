# attack: chain is put in the place of the builtins, so that every name that is not found is looked up in storage
# fence: a mapping will do; nothing of C takes it for a dict
# screened: S103 S106
# step: deploy attack [] => success [5, 'NameError', 5]
chain["answer"] = 5
Function = type(lambda: 0)
code = compile("answer", "f", "eval")
ends = [eval(code, {"__builtins__": chain})]
function = Function(code, {"__builtins__": chain})
try:
    ends.append(eval(compile("missing", "f", "eval"), {"__builtins__": chain}))
except (NameError, KeyError) as error:
    ends.append("NameError")
for _ in range(30):
    last = function()
finish(ends + [last])
