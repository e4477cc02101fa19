# attack: a generator resumes, closes and throws into itself while it runs; its frame is cleared from within
# fence: CPython knows that it runs: ValueError, RuntimeError
# screened: S105
# step: deploy attack [] => success ['ValueError', 'ValueError', 'ValueError', 'RuntimeError', 'end']
def generator():
    for way in (lambda: next(me), me_close, lambda: me.throw(KeyError), lambda: me.gi_frame.clear()):
        try:
            way()
            yield "resumed"
        except (ValueError, RuntimeError) as error:
            yield type(error).__name__
    yield "end"


def me_close():
    me.close()


me = generator()
finish(list(me))
