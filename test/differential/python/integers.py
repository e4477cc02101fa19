# Integers beyond the machine's: algorithms that switch with size, and their text forms.
import math

if not new:
    match args:
        case ["power", base, exponent, modulus]:
            finish([pow(base, exponent, modulus), base**(exponent % 200), pow(base | 1, -1, 2**64)])
        case ["divide", a, b]:
            finish([a // b, a % b, divmod(-a, b), a // -b, math.gcd(a, b), math.lcm(a, b) % 10**40, a / b, a.bit_length(),
                    a.bit_count(), a & -b, a | b, a ^ -b, a << 100, -a >> 13, ~a])
        case ["factorial", n]:
            product = math.factorial(n)
            finish([product % (2**127 - 1), math.comb(n, n // 3) % 10**30, math.isqrt(product).bit_length(), len(str(product))])
        case ["text", digits]:
            number = int(digits)
            finish([str(number * number), hex(number), f"{number:_x}", f"{number:,}"[:60], number.to_bytes(64, "little", signed=True),
                    float(number), int(str(number), 16) % 997, hash(number)])
        case ["karatsuba", seed, bits]:
            a = pow(seed | 3, bits, 1 << bits)
            b = pow(seed | 5, bits - 7, 1 << bits)
            chain["product"] = (a * b) % (1 << 4096)
            finish([hash(a * b), (a * b) % (10**18 + 9), str(a * a)[:50] if bits < 13000 else None])
