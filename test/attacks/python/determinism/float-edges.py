# attack: floats at their edges: denormals, signs of nan and zero, rounding of texts, sums in other orders
# fence: IEEE 754 by wasm; NaN made canonical by instrumentation (note p); text by David Gay's code
# step: deploy attack [] => success ['5e-324', '0.0', '-0.0', 'nan', '1.0', '2.225073858507201e-308', '0x1.fffffffffffffp+1023', '0.1', '0.30000000000000004', '2.5', '2', '4', '1e+22', '1e+23', '9007199254740993', 'inf']
tiny = 5e-324
inf = float("inf")
finish([
    repr(tiny), repr(tiny / 2), repr(-tiny / 2), repr(inf - inf), repr((inf - inf) ** 0), repr(2.2250738585072011e-308),
    (1.7976931348623157e308).hex(), repr(0.1), repr(0.1 + 0.2), repr(round(2.675, 2) - 0.17), str(round(2.5)), str(round(3.5)),
    repr(1e22), repr(1e23), str(2**53 + 1), repr(1e308 * 10),
])
