class Account:
    def __init__(self, balance):
        self.balance = balance
        self.history = []

    def deposit(self, amount):
        if amount < 0:
            raise ValueError("negative")
        self.balance += amount
        self.history.append(amount)
        return self.balance


accounts = [Account(i) for i in range(50)]
for amount in range(300):
    for account in accounts:
        account.deposit(amount)
