# attack: self_destruct, then writes, calls of itself, and again self_destruct; then the address is used once more
# fence: the mark works at the end of the transaction; the address is never used again (SEMANTICS 22, 23)
# step: deploy attack [] => success 'deployed'
# step: send attack ["go"] => success [{'n': 1}, 'REENTRANCY']
# step: call attack [] => refused ...
# step: send attack ["go"] => refused ...
if not args:
    chain["n"] = 0
    finish("deployed")
self_destruct()
chain["n"] = 1
self_destruct()
try:
    call(address, [])
    end = "called"
except CallRefused as error:
    end = error.code
finish([chain, end])
