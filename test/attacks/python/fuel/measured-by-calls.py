# attack: a contract finds out how much fuel it has by calling itself with caps, and acts on it
# fence: that is allowed: what it learns is the same on every machine
# step: deploy attack ["burn", 0] => success 0
# step: deploy prober ["@attack"] => success ...
# alike: 3 4
# step: call prober ["@attack"] => success ...
# step: call prober ["@attack"] => success ...
for _ in range(args[1]):
    pass
finish(args[1])
#--- contract prober
low, high = 0, 100_000_000
while high - low > 1:
    middle = (low + high) // 2
    try:
        call(args[0], ["burn", 100], fuel=middle)
        high = middle
    except CallError:
        low = middle
finish(high)
