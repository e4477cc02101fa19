def evaluate(coefficients, x, modulus):
    result = 0
    for coefficient in reversed(coefficients):
        result = (result * x + coefficient) % modulus
    return result


def interpolate(points, modulus):
    total = 0
    for i, (xi, yi) in enumerate(points):
        top = bottom = 1
        for j, (xj, _) in enumerate(points):
            if i != j:
                top = top * -xj % modulus
                bottom = bottom * (xi - xj) % modulus
        total += yi * top * pow(bottom, -1, modulus)
    return total % modulus


P = 2**127 - 1
secret = 123456789
shares = [(x, evaluate([secret, 17, 29], x, P)) for x in (1, 2, 5)]
assert interpolate(shares, P) == secret
