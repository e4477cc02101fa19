# pbevm: reentrant
if args:
    raise ValueError(args[0])


def attempt(what):
    try:
        return call(address, [what])
    except CallReverted as error:
        return error


first, second = attempt("first"), attempt("second")
raise first
