"""An escrow: holds a buyer's tokens until the buyer releases them or the arbiter decides.

The buyer first lets the escrow take the price (`approve` of the token), then funds it.

    pbevm deploy examples/escrow.py --args '["TOKEN", "SELLER", "ARBITER", 50]' --from BUYER
    pbevm send TOKEN --args '["approve", "ESCROW", 50]' --from BUYER
    pbevm send ESCROW --args '["fund"]' --from BUYER
    pbevm send ESCROW --args '["release"]' --from BUYER
"""


def require(condition, reason):
    if not condition:
        revert(reason)


def pay(to):
    call(chain["token"], ["transfer", to, chain["price"]])
    chain["state"] = "closed"
    emit("Paid", to=to, amount=chain["price"])


def fund():
    require(invoker == chain["buyer"], "only the buyer funds")
    require(chain["state"] == "open", "funded already")
    chain["state"] = "funded"
    try:
        call(chain["token"], ["transfer_from", invoker, address, chain["price"]])
    except CallReverted as error:
        revert(f"the token refused: {error.reason}")


def release():
    require(invoker in (chain["buyer"], chain["arbiter"]), "only buyer or arbiter release")
    require(chain["state"] == "funded", "there is nothing to release")
    pay(chain["seller"])


def refund():
    require(invoker in (chain["seller"], chain["arbiter"]), "only seller or arbiter refund")
    require(chain["state"] == "funded", "there is nothing to refund")
    pay(chain["buyer"])


if new:
    token, seller, arbiter, price = args
    chain.update(token=token, buyer=invoker, seller=seller, arbiter=arbiter, price=price, state="open")
else:
    actions = {"fund": fund, "release": release, "refund": refund}
    require(args[0] in actions, f"unknown action {args[0]!r}")
    actions[args[0]]()
