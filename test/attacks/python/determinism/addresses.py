# attack: id, default repr, hash of objects, functions, types and None: where do addresses come from?
# fence: memory is laid out the same in every run; the values depend on the image alone
# step: deploy attack [] => success ...
# alike: 2 3
# step: call attack [] => success ...
# step: call attack [] => success ...
class Thing:
    pass


def function():
    pass


things = [Thing(), function, (lambda: 0), Thing().__class__, [], {}, object(), (i for i in []), function.__get__(1), None]
shown = repr(things[:3] + things[6:9])
finish([[id(t) for t in things], [hash(t) for t in things if t.__hash__], shown])
