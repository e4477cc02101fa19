# attack: texts of a million digits in bases that have no limit, 2, 16, 32, and in base 36, which has one
# fence: bases that are powers of two are linear and metered
# step: deploy attack [] => success [1000000, 4000000, 5000000, 'ValueError', 250000]
ends = []
for text, base in (("1" * 10**6, 2), ("f" * 10**6, 16), ("v" * 10**6, 32), ("z" * 5000, 36)):
    try:
        ends.append(int(text, base).bit_length())
    except ValueError as error:
        ends.append(type(error).__name__)
finish(ends + [len(hex((1 << 999_999))) - 2])
