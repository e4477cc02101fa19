def only(owner):
    def decorate(function):
        def guarded(*args, **named):
            if invoker != owner:
                revert(f"{function.__name__} is for the owner")
            return function(*args, **named)
        guarded.__name__ = function.__name__
        guarded.__doc__ = function.__doc__
        return guarded
    return decorate


def memo(function):
    known = {}

    def remembered(n):
        if n not in known:
            known[n] = function(n)
        return known[n]
    return remembered


@only(invoker)
def pause():
    """Stops everything."""
    chain["paused"] = True


@memo
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


pause()
finish([fib(80), pause.__doc__])
