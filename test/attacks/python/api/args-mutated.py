# attack: args made to hold itself and chain, then deleted
# fence: args is a list of this run alone
# step: deploy attack [] => success None
args.append(chain)
args[:] = [args]
del args
chain["done"] = True
