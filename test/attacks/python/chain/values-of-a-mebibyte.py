# attack: values of 2^20 bytes with their head, one byte more, and 20 of them
# fence: a value has at most 1 MiB
# step: deploy attack [] => success [1000000, 'ValueError']
# step: call attack ["look"] => success [4, True]
if args:
    finish([len(chain), all(value == b"v" * 1_000_000 for value in chain.values())])
for i in range(4):
    chain[i] = b"v" * 1_000_000
try:
    chain["large"] = b"v" * 1_048_577
    call("0x" + "77" * 20, [])
    end = "stored"
except CallError:
    end = "stored"
except ValueError as error:
    end = "ValueError"
chain.pop("large", None)
finish([len(chain[0]), end])
