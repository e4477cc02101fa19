text = """It was the best of times,
it was the worst of times."""
counts = {}
for word in text.lower().replace(",", "").replace(".", "").split():
    counts[word] = counts.get(word, 0) + 1
top = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:3]
rot = str.maketrans("abcdefghijklmnopqrstuvwxyz", "nopqrstuvwxyzabcdefghijklm")
assert text.translate(rot).translate(rot) == text
finish([top, text.title()[:6], "a-b-c".partition("-"), "x".join("123"), "abc"[::-1], " pad ".strip().rjust(6, "*")])
