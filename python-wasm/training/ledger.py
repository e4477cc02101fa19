# runs: 1
# args: 80
"""Accounts in dicts: defaults, totals, limits, what is refused."""


class Refused(Exception):
    def __init__(self, account, reason):
        super().__init__(f"{account}: {reason}")
        self.account = account


class Ledger:
    FEE = 3

    def __init__(self, names, start):
        self.balances = {name: start for name in names}
        self.log = []
        self.refused = {}

    @property
    def total(self):
        return sum(self.balances.values())

    def move(self, source, target, amount):
        if type(amount) is not int or amount <= 0:
            raise Refused(source, "amount")
        have = self.balances.get(source, 0)
        if have < amount + self.FEE:
            raise Refused(source, f"has {have}, needs {amount + self.FEE}")
        self.balances[source] = have - amount - self.FEE
        self.balances[target] = self.balances.get(target, 0) + amount
        self.balances["fees"] = self.balances.get("fees", 0) + self.FEE
        self.log.append({"from": source, "to": target, "amount": amount})

    def try_move(self, source, target, amount):
        try:
            self.move(source, target, amount)
        except Refused as refusal:
            self.refused[refusal.account] = self.refused.get(refusal.account, 0) + 1
            return False
        else:
            return True


names = ["holder-%d" % i for i in range(61)]
ledger = Ledger(names, 500)
before = ledger.total
done = 0
for i in range(9_000):
    source, target = names[i * 7 % 61], names[i * 13 % 59]
    if ledger.try_move(source, target, i % 17):
        done += 1
assert ledger.total == before
by_target = {}
for entry in ledger.log:
    by_target.setdefault(entry["to"], []).append(entry["amount"])
best = sorted(by_target.items(), key=lambda item: (-sum(item[1]), item[0]))[:5]
rich = [name for name, balance in ledger.balances.items() if balance > 600]
poor = {name for name in names} - set(rich)
finish([done, len(rich), len(poor), [name for name, _ in best]])
