# runs: 1
# args: 80
"""Text and bytes: formatting, splitting, searching, parsing, encoding."""

WORDS = "the quick brown fox jumps over the lazy dog while seven wizards box".split()


def words(n):
    return " ".join(WORDS[i * 5 % len(WORDS)] for i in range(n))


def histogram(text):
    counts = {}
    for character in text:
        counts[character] = counts.get(character, 0) + 1
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def tokens(text):
    token = ""
    for character in text:
        if character.isalnum():
            token += character
        else:
            if token:
                yield token
            if not character.isspace():
                yield character
            token = ""
    if token:
        yield token


def evaluate(text):
    stack, pending = [], []
    rank = {"+": 1, "-": 1, "*": 2}

    def reduce():
        operator = pending.pop()
        right, left = stack.pop(), stack.pop()
        stack.append(left + right if operator == "+" else left - right if operator == "-" else left * right)

    for token in tokens(text):
        match token:
            case "(":
                pending.append(token)
            case ")":
                while pending[-1] != "(":
                    reduce()
                pending.pop()
            case "+" | "-" | "*":
                while pending and pending[-1] != "(" and rank[pending[-1]] >= rank[token]:
                    reduce()
                pending.append(token)
            case _:
                stack.append(int(token))
    while pending:
        reduce()
    return stack[0]


def hexadecimal(address):
    if not address.startswith("0x") or len(address) != 42:
        raise ValueError(f"not an address: {address!r}")
    return bytes.fromhex(address[2:])


text = words(1_200)
out = [len(text), text.count("fox"), text.find("wizards"), len(set(text.split()))]
out.append(histogram(text)[:4])
lines = []
for i in range(1_500):
    name = WORDS[i % len(WORDS)]
    lines.append(f"{i:05d} {name.upper():>10} {i / 7:.3f} {name!r}")
    lines.append("%s-%d=%x" % (name, i, i * 31))
    lines.append("{}:{}".format(name.replace("o", "0").strip("x"), len(name)))
joined = "\n".join(lines)
out += [len(joined), len(joined.splitlines()), joined.encode().count(b"=")]
for _ in range(120):
    out[0] += evaluate("(12 + 3) * (7 - 2) - 4 * (1 + 1 + 1 * 9) + 100")
fields = []
for line in lines[1::3]:
    key, _, value = line.partition("=")
    fields.append((key.rsplit("-", 1)[0].title(), int(value, 16)))
out.append(sum(number for _, number in fields))
refused = 0
for i in range(600):
    try:
        out[1] += hexadecimal("0x" + "%040x" % (i * 977) + ("" if i % 3 else "z"))[-1]
    except ValueError:
        refused += 1
data = bytearray()
for i in range(2_000):
    data += i.to_bytes(2, "big")
    if data[-1] == 255:
        data.reverse()
out += [refused, int.from_bytes(data[:8], "little"), bytes(data).hex()[:12], "grüße €".encode().decode().casefold()]
finish(out)
