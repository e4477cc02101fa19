# attack: keys that collide by design of the hash: 1, 1.0, True, 2**61, fractions, -1 and -2, '' and b''
# fence: equality decides
# step: deploy attack [] => success [True, 2, 'last', True, True]
table = {1: "first", 1.0: "second", True: "last", -1: "a", -2: "b"}
finish([hash(-1) == hash(-2), len({-1, -2}), table[1], hash("") == hash(b"") == 0, hash(2.0**31 - 1) == hash(2**31 - 1) == 0])
