# attack: except* with groups as types, handlers that raise groups, and a group raised out of the module
# fence: as in CPython; the reason is the group's type and text
# step: deploy attack [] => revert REVERT: ExceptionGroup: outer
try:
    try:
        raise ExceptionGroup("one", [ValueError(1), KeyError(2), ExceptionGroup("in", [OSError(3), ValueError(4)])])
    except* ValueError as group:
        raise KeyError("from handler")
    except* OSError:
        raise ExceptionGroup("two", [TypeError(5)])
except* (KeyError, TypeError) as group:
    raise ExceptionGroup("outer", [*group.exceptions, RuntimeError()]) from group
