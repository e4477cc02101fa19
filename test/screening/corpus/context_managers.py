class Transaction:
    def __init__(self):
        self.log = []

    def __enter__(self):
        self.log.append("begin")
        return self

    def __exit__(self, kind, error, traceback):
        self.log.append("rollback" if kind else "commit")
        return kind is ValueError


transaction = Transaction()
with transaction as t, Transaction():
    t.log.append("work")
with transaction:
    raise ValueError("undone")
finish(transaction.log)
