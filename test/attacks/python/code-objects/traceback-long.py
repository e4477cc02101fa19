# attack: a traceback of 40,000 entries made from parts, raised: the host's trace walks it
# fence: of a long one the trace keeps both ends, and the walk is metered
# screened: S105
# step: deploy attack [] => revert REVERT: ValueError: long
def trace():
    try:
        raise KeyError
    except KeyError as error:
        return error.__traceback__


start = trace()
Traceback = type(start)
long = None
for _ in range(40_000):
    long = Traceback(long, start.tb_frame, 0, 1)
raise ValueError("long").with_traceback(long)
