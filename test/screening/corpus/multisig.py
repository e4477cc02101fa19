OWNERS = {invoker, "0x" + "22" * 20, "0x" + "33" * 20}
NEEDED = 2


def propose(to, amount):
    number = chain["next"] = chain.get("next", 0) + 1
    chain[f"proposal {number}"] = {"to": to, "amount": amount, "approved": [invoker], "done": False}
    return number


def approve(number, who):
    key = f"proposal {number}"
    proposal = chain[key]
    if who not in OWNERS:
        revert("not an owner")
    if who not in proposal["approved"]:
        proposal["approved"].append(who)
    proposal["done"] = len(proposal["approved"]) >= NEEDED
    chain[key] = proposal
    return proposal["done"]


number = propose("0x" + "44" * 20, 5)
finish([approve(number, invoker), approve(number, "0x" + "22" * 20)])
