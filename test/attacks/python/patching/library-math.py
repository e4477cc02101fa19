# attack: math.pi is 3, math.sqrt is another function, math.inf is gone, for whoever comes next
# fence: the libraries are made anew for every call (SEMANTICS 6)
# step: deploy attack ["look"] => success [3.141592653589793, 2.0, True]
# alike: 2 4
# step: call attack ["look"] => success [3.141592653589793, 2.0, True]
# step: send attack [] => success [3, 'no', False]
# step: call attack ["look"] => success [3.141592653589793, 2.0, True]
import math

if not args:
    math.pi = 3
    math.sqrt = lambda x: "no"
    del math.inf
finish([math.pi, math.sqrt(4), hasattr(math, "inf")])
