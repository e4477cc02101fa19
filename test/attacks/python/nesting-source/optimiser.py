# attack: constants that fold into gigabytes: powers, repetitions, shifts and formats of literals
# fence: the folding of CPython is bounded; what is not folded is computed when it runs, if ever
# step: deploy attack [] => success 'not computed'
def never():
    a = 10 ** 10 ** 10
    b = "x" * 10**9
    c = 1 << 10**9
    d = (1, 2) * 10**9
    e = b"x" * (2**31)
    f = "%1000000000d" % 1
    g = ((("a" * 100) * 100) * 100) * 100
    return a, b, c, d, e, f, g


finish("not computed")
