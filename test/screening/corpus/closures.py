# Functions that make functions.
def counter(start=0, *, step=1):
    value = start

    def more():
        nonlocal value
        value += step
        return value

    return more


def compose(*functions):
    def composed(x):
        for function in functions:
            x = function(x)
        return x
    return composed


tick = counter(10, step=5)
tick()
add, double = (lambda x: x + 1), (lambda x: 2 * x)
finish([tick(), compose(add, double, str)(4)])
