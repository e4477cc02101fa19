from math import cos, inf, isclose, isnan, nan, pi, sqrt


def integrate(f, a, b, steps=200):
    width = (b - a) / steps
    return width * sum(f(a + (i + 0.5) * width) for i in range(steps))


assert isclose(integrate(cos, 0, pi / 2), 1.0, rel_tol=1e-4)
assert isnan(nan) and -inf < 1e308 < inf
mean = lambda values: sum(values) / len(values)
values = [1.5, 2.25, 3.125]
deviation = sqrt(mean([(v - mean(values)) ** 2 for v in values]))
finish([f"{deviation:.6f}", f"{pi:10.3e}", round(2.675, 2), 7 // 2.0, -7 % 3])
