# An English auction with its own open(), bid() and close().
def open(item, minimum):
    chain["auction"] = {"item": item, "minimum": minimum, "best": None, "open": True}


def bid(who, amount):
    auction = chain["auction"]
    best = auction["best"]
    if not auction["open"]:
        revert("closed")
    if amount < auction["minimum"] or (best and amount <= best[1]):
        return False
    auction["best"] = (who, amount)
    chain["auction"] = auction
    return True


def close():
    auction = chain["auction"]
    auction["open"] = False
    chain["auction"] = auction
    return auction["best"]


open("a chair", 10)
results = [bid("ann", 9), bid("ann", 10), bid("bob", 10), bid("bob", 12)]
finish([results, close()])
