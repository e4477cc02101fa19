# attack: the sign and the bits of nan, made in twelve ways, are read through copysign, hex, hash, sorted and struct-like tricks
# fence: every nan that arithmetic makes has sign 0 (note p); negation changes it
# step: deploy attack [] => success [1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, -1.0, 'nan', 1]
import math

inf = math.inf
zero = 0.0
made = [
    inf - inf, inf * zero, -inf + inf, math.fmod(7.0, inf) * inf * zero, (inf - inf) * -1.0, math.nan, float("nan"), abs(-(inf - inf)),
]
finish([math.copysign(1.0, nan) for nan in made] + [math.copysign(1.0, -made[0]), repr(-made[0]), len({made[0], made[0]})])
