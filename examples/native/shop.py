"""A shop that takes a native token (assembly/token.ts): Python calls native code, which calls Python back.

    pbevm deploy examples/native/shop.py --args '["TOKEN", 5]' --from OWNER
    pbevm send TOKEN --args '["transfer_and_call", "SHOP", 10]' --from BUYER     # two pieces
    pbevm send SHOP --args '["withdraw", "OWNER", 10]' --from OWNER
"""


def received(buyer, amount):
    """The token tells that somebody has paid; to revert undoes the payment."""
    if invoker != chain["token"]:
        revert("only the token tells of payments")
    pieces, rest = divmod(amount, chain["price"])
    if rest or not pieces:
        revert("pay for whole pieces")
    chain["sold"][buyer] = chain["sold"].get(buyer, 0) + pieces
    emit("Sold", to=buyer, pieces=pieces)


def takings():
    # A native contract is called with the same list as a Python one; its result is bytes.
    return int.from_bytes(call(chain["token"], ["balance_of", address]), "little")


def withdraw(to, amount):
    if invoker != chain["owner"]:
        revert("only the owner withdraws")
    try:
        call(chain["token"], ["transfer_and_call", to, amount])
    except CallReverted as error:
        # A native contract's reason is bytes, too.
        revert(f"the token refused: {error.reason.decode()}")


if new:
    token, price = args
    chain.update(token=token, price=price, owner=invoker, sold={})
else:
    match args:
        case ["received", buyer, amount]:
            received(buyer, amount)
        case ["sold", buyer]:
            finish(chain["sold"].get(buyer, 0))
        case ["takings"]:
            finish(takings())
        case ["withdraw", to, amount]:
            withdraw(to, amount)
        case _:
            revert("unknown action")
