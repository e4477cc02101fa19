# Balances with deposits and withdrawals.
class InsufficientFunds(Exception):
    pass


def deposit(who, amount):
    assert amount > 0, "nothing to deposit"
    chain[who] = chain.get(who, 0) + amount


def withdraw(who, amount):
    if chain.get(who, 0) < amount:
        raise InsufficientFunds(f"{who} has {chain.get(who, 0)}, not {amount}")
    chain[who] -= amount


deposit(invoker, 100)
try:
    withdraw(invoker, 101)
except InsufficientFunds as error:
    emit("Refused", reason=str(error))
withdraw(invoker, 40)
finish(chain[invoker])
