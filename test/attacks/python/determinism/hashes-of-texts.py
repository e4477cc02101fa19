# attack: hashes of str, bytes and floats, which are random in other Pythons
# fence: the hash key is 0 at boot, for ever
# step: deploy attack [] => success [True, True, 0, 1, -2, 314159, 2147483646]
# step: call attack [] => success [True, True, 0, 1, -2, 314159, 2147483646]
texts = ["", "a", "abc", "\u20ac", "x" * 1000]
first = [hash(t) for t in texts]
again = [hash("".join(list(t))) for t in texts]
finish([first == again, hash(b"abc") == hash("abc"), hash(0.0), hash(True), hash(-1), hash(float("inf")), hash(2**31 - 2)])
