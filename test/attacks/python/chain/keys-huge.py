# attack: keys of 1 MiB, ints of 2^65536, tuples of 10,000 elements
# fence: limits of values hold for keys (SEMANTICS 11)
# step: deploy attack [] => success ['ValueError', 'stored', 'ValueError', 'stored', 'stored']
# step: call attack ["look"] => success [3, True]
if args:
    finish([len(chain), chain["k" * 100_000] == 1])
ends = []
for key in ("k" * 1_048_577, "k" * 100_000, 1 << 65536, (1 << 65536) - 1, tuple(range(10_000))):
    try:
        chain[key] = 1
        call("0x" + "77" * 20, [])
        ends.append("stored")
    except CallError:
        ends.append("stored")
    except ValueError:
        ends.append("ValueError")
        chain.pop(key, None)
finish(ends)
