"""An auction in tokens: the highest bid is held here, an outbid bidder gets the tokens back at once.

Bidders first `approve` the auction at the token. The owner closes the auction.

    pbevm deploy examples/auction.py --args '["TOKEN", "a painting", 10]' --from OWNER
    pbevm send TOKEN --args '["approve", "AUCTION", 25]' --from BIDDER
    pbevm send AUCTION --args '["bid", 25]' --from BIDDER
    pbevm send AUCTION --args '["close"]' --from OWNER
"""


class Auction:
    """The auction's rules over its stored state."""

    def __init__(self, state):
        self.state = state

    def open(self, token, item, minimum):
        self.state.update(token=token, item=item, minimum=minimum, owner=invoker, bid=None, closed=False)

    def bid(self, amount):
        if self.state["closed"]:
            revert("the auction is closed")
        best = self.state["bid"]
        floor = self.state["minimum"] if best is None else best[1] + 1
        if amount < floor:
            revert(f"bid at least {floor}")
        call(self.state["token"], ["transfer_from", invoker, address, amount])
        if best is not None:
            call(self.state["token"], ["transfer", *best])
        self.state["bid"] = (invoker, amount)
        emit("Bid", bidder=invoker, amount=amount)

    def close(self):
        if invoker != self.state["owner"]:
            revert("only the owner closes")
        if self.state["closed"]:
            revert("closed already")
        self.state["closed"] = True
        best = self.state["bid"]
        if best is not None:
            winner, amount = best
            call(self.state["token"], ["transfer", self.state["owner"], amount])
            emit("Sold", item=self.state["item"], winner=winner, amount=amount)

    def leader(self):
        finish(self.state["bid"])


auction = Auction(chain)
if new:
    auction.open(*args)
elif args[0] in ("bid", "close", "leader"):
    getattr(auction, args[0])(*args[1:])
else:
    revert(f"unknown action {args[0]!r}")
