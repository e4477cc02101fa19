import hashlib


def digest(data):
    return hashlib.sha256(data).digest()


def root(leaves):
    level = [digest(b"\0" + leaf) for leaf in leaves]
    while len(level) > 1:
        if len(level) % 2:
            level.append(level[-1])
        level = [digest(b"\1" + a + b) for a, b in zip(level[::2], level[1::2])]
    return level[0]


chain["root"] = root([name.encode() for name in ("a", "b", "c")])
finish(chain["root"].hex())
