# attack: tracebacks are made from parts: positions that are not in the code, then raised, so that the host reads them
# fence: the location table is read within its bounds; a position that is not there has no line
# screened: S105
# step: deploy attack [] => revert REVERT: ValueError: forged
def frame():
    try:
        raise KeyError
    except KeyError as error:
        return error.__traceback__


trace = frame()
Traceback = type(trace)
forged = None
for lasti in (0, 10**6, 2**31 - 1, -1, -2**31, 7):
    forged = Traceback(forged, trace.tb_frame, lasti, -lasti if lasti != -2**31 else 1)
raise ValueError("forged").with_traceback(forged)
