# attack: the API's names are bound to other things, then the libraries and the end of the run are used
# fence: names are names; nothing looks them up on behalf of the host
# step: deploy attack [] => success None
# step: call attack ["look"] => success {'kept': True}
if args:
    finish(chain)
store = chain
finish = revert = call = emit = print = invoker = address = chain = None
store["kept"] = True
