modulus = 2**255 - 19
x = y = 0x1234567890ABCDEF1234567890ABCDEF1234567890ABCDEF1234567890ABCDEF
for i in range(10_000):
    y = (y * x + i) % modulus
pow(x, modulus - 2, modulus)
