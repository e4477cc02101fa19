name, amount = "Ann", 1234567.891
width, places = 15, 2
lines = [
    f"{name:<10}|{name:>10}|{name:^10}|",
    f"{amount:,.2f} {amount:{width}.{places}f} {amount!r:.4}",
    "{0} and {1}, {1} and {0}".format("a", "b"),
    "{person[name]} is {person[age]:03d}".format(person={"name": "Bob", "age": 7}),
    "%s has %d (%5.1f%%)" % (name, 3, 12.34),
    f"{'nested ' + f'{1 + 1}'} {{braces}} {amount = :.0f}",
    "tab\there", r"raw\n", b"bytes \xff".hex(" "),
]
for line in lines:
    print(line)
