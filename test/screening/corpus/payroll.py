STAFF = [("ann", 5200, 0.5), ("bob", 4100, 1.0), ("cid", 3900, 0.8)]
pay = {name: round(gross * share, 2) for name, gross, share in STAFF}
for name, amount in sorted(pay.items(), key=lambda pair: pair[1], reverse=True):
    print(f"{name:.<12}{amount:>10,.2f}")
total = sum(pay.values())
assert abs(total - 9820) < 1e-9
chain.update(pay)
