# Everything about floats that could differ between engines: results of math, signs of NaNs, text forms.
import math

FUNCTIONS = """acos acosh asin asinh atan atanh cbrt ceil cos cosh degrees erf erfc exp exp2 expm1 fabs floor frexp
gamma isinf isnan lgamma log log10 log1p log2 modf radians sin sinh sqrt tan tanh trunc ulp""".split()
NAN, INF = float("nan"), float("inf")


def attempt(function, *values):
    try:
        return function(*values)
    except (ValueError, OverflowError, ZeroDivisionError) as error:
        return f"{type(error).__name__}: {error}"


def sign(x):
    return math.copysign(1.0, x)


def nans():
    """Signs of NaNs of every origin: engines choose among operands as they like."""
    quiet, negative = NAN, -NAN
    made = [INF - INF, -(INF - INF), INF * 0.0, math.sqrt(4.0) * NAN, math.copysign(NAN, -1.0), NAN**2, math.fmod(5, NAN)]
    for a in (quiet, negative, 1.0, -INF, 0.0):
        for b in (negative, quiet, INF, -0.0):
            made += [a + b, a - b, a * b, b - a, a if a > b else b, min(a, b), max(a, b), math.fma(a, b, quiet)]
    return [[sign(x), repr(x), f"{x:+.2f}", x != x] for x in made]


def logistic(x, steps):
    r = 3.9999
    for _ in range(steps):
        x = r * x * (1.0 - x)
    return x


def series(values):
    total = sum(values)
    return [total, math.fsum(values), math.hypot(*values), math.dist(values, values[::-1]), math.prod(values),
            math.sumprod(values, values), sorted(values), (total / 7).as_integer_ratio()]


def texts(values):
    formats = ("r", "s", "e", ".3e", "f", ".12f", "g", ".17g", "+010.4f", ",.2f", "%", "n")
    return [[repr(x), str(x), x.hex(), "%r %.5g" % (x, x), [format(x, f) for f in formats if f not in "rs"],
             attempt(round, x), attempt(round, x, 2), attempt(int, x), hash(x) if x == x else 0] for x in values]


if not new:
    match args:
        case ["functions", *values]:
            finish([[name, [attempt(getattr(math, name), v) for v in values]] for name in FUNCTIONS])
        case ["binary", a, b]:
            names = ("atan2", "copysign", "fmod", "pow", "remainder", "nextafter", "ldexp", "isclose")
            operations = [a.__add__, a.__sub__, a.__mul__, a.__truediv__, a.__floordiv__, a.__mod__, a.__divmod__, a.__pow__]
            finish([[attempt(getattr(math, n), a, int(b) if n == "ldexp" else b) for n in names],
                    [str(attempt(f, b)) for f in operations]])
        case ["nans"]:
            finish([nans(), hash(NAN) == hash(NAN), {NAN: 1} == {NAN: 1}, [NAN] == [NAN], sorted([3.0, NAN, 1.0, NAN, 2.0])])
        case ["logistic", x, steps]:
            chain["x"] = logistic(x, steps)
            finish(chain["x"])
        case ["series", *values]:
            finish(series(values))
        case ["texts", *values]:
            finish(texts(values + [0.0, -0.0, INF, -INF, NAN, 5e-324, 1.7976931348623157e308]))
        case ["store", *values]:
            chain["kept"] = values + [-0.0, NAN, INF]
            emit("Kept", values=values, last=values[-1])
