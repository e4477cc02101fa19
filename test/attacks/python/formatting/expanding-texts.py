# attack: characters that become three by upper(), escapes that become ten, replace and translate that multiply
# fence: memory is bounded
# step: deploy attack [] => success [600000, 'MemoryError', 'MemoryError', 'MemoryError', 'MemoryError']
ends = [len(("\u0390" * 200_000).upper())]
for way in (
    lambda: ("\U0001f600" * 1_500_000).encode("ascii", "xmlcharrefreplace"),
    lambda: ("a" * 10_000).replace("", "b" * 10_000),
    lambda: ("a" * 10_000).translate({97: "b" * 10_000}),
    lambda: "b".join(["a" * 10_000] * 10_000),
):
    try:
        ends.append(len(way()))
    except MemoryError as error:
        ends.append(type(error).__name__)
finish(ends)
