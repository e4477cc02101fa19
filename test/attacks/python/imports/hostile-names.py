# attack: names that are long, dotted, empty, with null bytes, surrogates, other cases and widths
# fence: the guard compares exact text; the message shows the name, and is cut
# screened: S103
# step: deploy attack [] => success ['ImportError', 'TypeError']
ends = set()
for name in ("", "math\0", "math.", ".math", "Math", "ma\u0442h", "\ud800", "math.pi", "x" * 100_000, None, b"math", 5, "\uff4dath"):
    try:
        __import__(name)
        ends.add(repr(name))
    except (ImportError, TypeError, ValueError) as error:
        ends.add("ImportError" if isinstance(error, ImportError) else "TypeError" if isinstance(error, TypeError) else "other")
for level in (-1, 1, 2**31, 10**30):
    try:
        __import__("math", {}, {}, (), level)
        ends.add(level)
    except (ImportError, ValueError, OverflowError, KeyError):
        pass
finish(sorted(ends))
