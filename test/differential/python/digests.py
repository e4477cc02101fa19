# zlib and hashlib over bytes of its own making.
import hashlib
import zlib


def noise(seed, n):
    out = bytearray()
    while len(out) < n:
        seed = (seed * 6364136223846793005 + 1442695040888963407) & (2**64 - 1)
        out += (seed >> 33).to_bytes(4, "little") if seed & 64 else b"abcabc"
    return bytes(out[:n])


if not new:
    match args:
        case ["zlib", seed, n, level]:
            data = noise(seed, n)
            packed = zlib.compress(data, level)
            stream = zlib.compressobj(level, zlib.DEFLATED, -12, 5, zlib.Z_FILTERED)
            raw = stream.compress(data) + stream.flush()
            chain[seed % 5] = packed[:2000]
            finish([packed[:64], len(packed), raw[-32:], zlib.crc32(data), zlib.adler32(packed), zlib.decompress(packed) == data])
        case ["damaged", seed, n]:
            packed = bytearray(zlib.compress(noise(seed, n)))
            packed[len(packed) // 2] ^= 0x55
            try:
                finish(len(zlib.decompress(packed)))
            except zlib.error as error:
                finish(str(error))
        case ["hash", seed, n]:
            data = noise(seed, n)
            names = sorted(hashlib.algorithms_guaranteed - {"shake_128", "shake_256"})
            finish([[name, hashlib.new(name, data).hexdigest()] for name in names] + [hashlib.shake_128(data).digest(40)])
