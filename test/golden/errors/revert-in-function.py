def withdraw(balances, who, amount):
    if balances.get(who, 0) < amount:
        revert(f"{who} has {balances.get(who, 0)}, not {amount}")


for amount in (1, 500):
    withdraw({"alice": 100}, "alice", amount)
