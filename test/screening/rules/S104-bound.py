# A contract has names of its own: an auction opens, a wizard helps.
def open(amount):
    chain["open"] = amount
open(5)
for input in range(3):
    print(input)
help = {"transfer": "moves tokens"}
print(help)
def f(exit, *quit, **license):
    return exit, quit, license
try:
    pass
except ValueError as breakpoint:
    print(breakpoint)
match args:
    case [credits, *copyright]: print(credits, copyright)
