# attack: conversions between int and decimal text beyond 4,300 digits, which are quadratic
# fence: int_max_str_digits is 4300: ValueError; nothing turns it off
# step: deploy attack [] => success ['ValueError', 'ValueError', 'ValueError', 'ValueError', 'ValueError', 'ValueError', 4300]
ends = []
for way in (
    lambda: str(10**4300),
    lambda: repr(-(10**5000)),
    lambda: "%d" % 10**5000,
    lambda: f"{10**100000}",
    lambda: int("9" * 4301),
    lambda: int(b"1_" * 5000 + b"1"),
):
    try:
        ends.append(way())
    except (ValueError, TypeError) as error:
        ends.append("ValueError")
finish(ends + [len(str(10**4299))])
