# pbevm: reentrant
def relay(path):
    if not path:
        return 1 / 0
    return call(address, [path[1:]])


relay(args[0] if args else ["b", "c"])
