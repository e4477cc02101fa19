# attack: attributes of builtin types are set and deleted, directly and through type and object
# fence: builtin types are immutable: TypeError
# screened: S103
# step: deploy attack [] => success []
done = []


def attempt(way):
    try:
        way()
        done.append(way)
    except TypeError:
        pass


for kind in (int, str, dict, list, type, object, BaseException, type(chain), type(finish), type(lambda: 0)):
    attempt(lambda: setattr(kind, "evil", 1))
    attempt(lambda: type.__setattr__(kind, "evil", 1))
    attempt(lambda: object.__setattr__(kind, "evil", 1))
    attempt(lambda: delattr(kind, "__repr__"))
    attempt(lambda: exec("kind.__dict__['evil'] = 1"))
finish([str(way) for way in done])
