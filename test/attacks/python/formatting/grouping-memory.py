# attack: grouping, alignment and signs multiply what is written of a long int
# fence: digits are limited to 4,300; memory is bounded
# step: deploy attack [] => success [5706, 'ValueError', 'MemoryError', 40001]
ends = []
number = 10**4279
for way in (
    lambda: format(number, ","),
    lambda: format(10**4400, ","),
    lambda: format(1, "_>100000000,d"),
    lambda: format(1 << 120_000, "_x"),
):
    try:
        text = way()
        ends.append(len(text) if len(text) < 37_000 else 40_001)
    except (ValueError, MemoryError) as error:
        ends.append(type(error).__name__)
finish(ends)
