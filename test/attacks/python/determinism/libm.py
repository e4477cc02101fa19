# attack: sin, exp, pow, gamma and their kin at hard places, summed into one digest: libraries and processors differ
# fence: libm is compiled into the image, fused operations are not used
# step: deploy attack [] => success ...
# alike: 2 3
# step: call attack [] => success ...
# step: call attack [] => success ...
import hashlib
import math

digest = hashlib.sha256()
value = 1.0
for i in range(1, 400):
    value = (value * 1.6180339887498949 + i) % 710
    for f in (math.sin, math.cos, math.tan, math.exp, math.exp2, math.expm1, math.log, math.log2, math.log10, math.log1p, math.sqrt,
              math.cbrt, math.atan, math.sinh, math.tanh, math.asinh, math.gamma, math.lgamma, math.erf, math.erfc):
        try:
            digest.update(f(value).hex().encode())
        except OverflowError:
            digest.update(b"overflow")
    digest.update((value**1.7).hex().encode() + math.fma(value, value, 0.1).hex().encode() + math.hypot(value, 3).hex().encode())
digest.update(b"".join(math.sin(x).hex().encode() for x in (1e22, 1e300, 3.141592653589793, 710.0, 5e-324)))
finish(digest.hexdigest())
