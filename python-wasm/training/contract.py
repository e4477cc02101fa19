# runs: 1500
# args: 83687472616e736665726430786162191388
"""A short call, many times, each from a fresh image: args, stored state, checks, an event, an answer."""


def balance_of(holder):
    return chain.get(("balance", holder), 0)


def transfer(to, amount):
    if type(amount) is not int or amount < 0:
        revert("amount")
    have = balance_of(invoker)
    if have < amount:
        revert(f"{invoker} has {have}")
    chain[("balance", invoker)] = have - amount
    chain[("balance", to)] = balance_of(to) + amount
    emit("Moved", sender=invoker, to=to, amount=amount)


if "name" not in chain:
    chain.update(name="points", owner=invoker, count=0)
    chain["balance", invoker] = 10**9
actions = {"transfer": transfer, "balance_of": balance_of}
if args[0] not in actions:
    revert("action")
actions[args[0]](*args[1:])
chain["count"] += 1
finish({"count": chain["count"], "value": value, "new": new})
