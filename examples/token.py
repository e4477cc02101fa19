"""A token. The platform has no currency of its own, so money is a contract.

    pbevm deploy examples/token.py --args '["Gold", 1000]' --from 0x1111111111111111111111111111111111111111
    pbevm send TOKEN --args '["transfer", "0x2222222222222222222222222222222222222222", 5]' --from 0x1111...
    pbevm call TOKEN --args '["balance_of", "0x2222222222222222222222222222222222222222"]'
"""


def balance_of(owner):
    return chain["balances"].get(owner, 0)


def move(sender, to, amount):
    if type(amount) is not int or amount <= 0:
        revert("the amount must be a positive integer")
    balances = chain["balances"]
    if balances.get(sender, 0) < amount:
        revert("insufficient balance")
    balances[sender] -= amount
    if balances[sender] == 0:
        del balances[sender]
    balances[to] = balances.get(to, 0) + amount
    emit("Transfer", sender=sender, to=to, amount=amount)


def transfer(to, amount):
    move(invoker, to, amount)


def approve(spender, amount):
    """Lets `spender` move up to `amount` of the invoker's tokens."""
    chain["allowances"][invoker, spender] = amount
    emit("Approval", owner=invoker, spender=spender, amount=amount)


def transfer_from(owner, to, amount):
    allowances = chain["allowances"]
    left = allowances.get((owner, invoker), 0) - amount
    if left < 0:
        revert("insufficient allowance")
    move(owner, to, amount)
    allowances[owner, invoker] = left


if new:
    name, supply = args
    chain.update(name=name, supply=supply, balances={invoker: supply}, allowances={})
    emit("Transfer", sender=None, to=invoker, amount=supply)
else:
    action, *rest = args
    match action:
        case "transfer":
            transfer(*rest)
        case "transfer_from":
            transfer_from(*rest)
        case "approve":
            approve(*rest)
        case "balance_of":
            finish(balance_of(*rest))
        case "supply":
            finish(chain["supply"])
        case _:
            revert(f"unknown action {action!r}")
