# attack: Unicode errors whose object, start and end were set to nonsense are shown, handled and raised
# fence: str() clamps them to the object
# step: deploy attack [] => success ...
ends = []
for error in (UnicodeDecodeError("utf-8", b"abc", 0, 1, "r"), UnicodeEncodeError("utf-8", "abc", 0, 1, "r"),
              UnicodeTranslateError("abc", 0, 1, "r")):
    for start, end in ((-1, 2**31 - 1), (2**31 - 1, -(2**31)), (5, 3), (0, 2**30)):
        error.start, error.end = start, end
        ends.append(len(str(error)) < 200)
    error.reason = "r" * 5000
    ends.append(len(str(error)) > 4000)
    try:
        error.object = 5
        str(error)
        ends.append("shown")
    except TypeError:
        ends.append("TypeError")
finish(ends)
