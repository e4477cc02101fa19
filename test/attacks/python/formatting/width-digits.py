# attack: widths, indices and precisions of so many digits that they overflow
# fence: CPython checks: ValueError
# step: deploy attack [] => success ['ValueError', 'ValueError', 'ValueError', 'ValueError', 'ValueError', 'ValueError']
huge = "9" * 40
ends = []
for way in (
    lambda: format(1, huge),
    lambda: format(1.0, "." + huge),
    lambda: ("{" + huge + "}").format(1),
    lambda: "{0[" .__add__(huge + "]}").format([1]),
    lambda: ("%" + huge + "d") % 1,
    lambda: ("%." + huge + "f") % 1.0,
):
    try:
        ends.append(way())
    except ValueError as error:
        ends.append(type(error).__name__)
finish(ends)
