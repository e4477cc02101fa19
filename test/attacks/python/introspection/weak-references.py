# attack: objects are kept and brought back by weak references and their callbacks, found among the subclasses
# fence: they are the contract's own and end with the call
# screened: S105
# step: deploy attack [] => success [True, ['called'], 'ReferenceError']
kinds = {c.__name__: c for c in object.__subclasses__()}
Reference = kinds.get("ReferenceType") or kinds["weakref"]


class Thing:
    pass


thing = Thing()
called = []
reference = Reference(thing, lambda r: called.append("called"))
alive = reference() is thing
del thing
try:
    if reference() is None:
        raise ReferenceError
    end = "alive"
except ReferenceError as error:
    end = type(error).__name__
finish([alive, called, end])
