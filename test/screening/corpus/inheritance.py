class Token:
    symbol = "TOK"
    decimals = 18

    def __init__(self):
        self.balances = {}

    def mint(self, to, amount):
        self.balances[to] = self.balances.get(to, 0) + amount

    def __str__(self):
        return f"{self.symbol} ({self.supply})"

    @property
    def supply(self):
        return sum(self.balances.values())


class Capped:
    cap = 100

    def mint(self, to, amount):
        if self.supply + amount > self.cap:
            raise OverflowError("cap reached")
        super().mint(to, amount)


class Gold(Capped, Token):
    symbol = "GLD"


gold = Gold()
gold.mint("ann", 60)
try:
    gold.mint("bob", 41)
except OverflowError as error:
    chain["refused"] = str(error)
assert isinstance(gold, Token) and issubclass(Gold, Capped)
finish(str(gold))
