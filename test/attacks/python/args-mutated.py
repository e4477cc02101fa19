args.append(chain)
args[:] = [args]
del args
chain["done"] = True
