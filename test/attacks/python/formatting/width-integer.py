# attack: widths and precisions of 10^9 in every way of formatting
# fence: memory is bounded: MemoryError, or ValueError where CPython has a limit of its own
# step: deploy attack [] => success ...
ends = []
for way in (
    lambda: f"{1:1000000000}",
    lambda: f"{1.5:1000000000.10f}",
    lambda: f"{1.5:.1000000000f}",
    lambda: f"{'x':>1000000000}",
    lambda: "%1000000000d" % 1,
    lambda: "%.1000000000f" % 1.5,
    lambda: "%*d" % (10**9, 1),
    lambda: b"%1000000000d" % 1,
    lambda: "{:{}}".format(1, 10**9),
    lambda: format(1, "0=1000000000"),
    lambda: "x".center(10**9),
    lambda: "x".ljust(10**9, "\U0001f600"),
    lambda: b"x".rjust(10**9),
    lambda: "7".zfill(10**9),
    lambda: "\t".expandtabs(10**9),
):
    try:
        ends.append(len(way()))
    except (MemoryError, ValueError, OverflowError) as error:
        ends.append(type(error).__name__)
finish([end for end in ends if end not in ("MemoryError", "ValueError", "OverflowError")] == [] or ends)
