# attack: floats to ints and texts and back: 2,000 of all sizes; repr must be the shortest text that gives the float back
# fence: one implementation, in the image
# step: deploy attack [] => success [2000, 2000, 'True']
value = 12345
kept = shortest = 0
for i in range(2000):
    value = value * 1103515245 + 12345 & 0x7FFFFFFF
    number = value * 10.0 ** (i % 600 - 300)
    kept += float(repr(number)) == number
    mantissa = repr(number).split("e")[0].replace(".", "").strip("0")
    shortest += len(mantissa) <= 17
finish([kept, shortest, str(int(1e22) == 10**22 and int(-2.9) == -2)])
