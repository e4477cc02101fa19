# Dispatch on the first argument through a dict of functions.
def balance(who=invoker):
    return chain.get(who, 0)


def mint(amount):
    chain[invoker] = balance() + amount
    return balance()


METHODS = {"balance": balance, "mint": mint}

name, *rest = args or ["mint", 5]
method = METHODS.get(name)
if method is None:
    revert(f"no method {name!r}")
finish(method(*rest))
