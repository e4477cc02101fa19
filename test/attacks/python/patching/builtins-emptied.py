# attack: the builtins dict is cleared; then the contract calls the API
# fence: the API and the end of the run need nothing of it
# screened: S103
# step: deploy attack ["look"] => success 1
# step: send attack [] => success {'stored': 1}
# step: call attack ["look"] => success 1
if args:
    finish(len("x"))
__builtins__.clear()
chain["stored"] = 1
emit("emptied", n=1)
finish({"stored": chain["stored"]})
