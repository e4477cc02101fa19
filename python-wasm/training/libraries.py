# runs: 1
# args: 80
"""The three libraries: digests of small and large inputs, a Merkle root, packing and unpacking."""

import hashlib
import math
import zlib


def merkle(leaves):
    level = [hashlib.sha256(leaf).digest() for leaf in leaves]
    while len(level) > 1:
        if len(level) % 2:
            level.append(level[-1])
        level = [hashlib.sha256(a + b).digest() for a, b in zip(level[::2], level[1::2])]
    return level[0]


root = merkle([b"leaf %d" % i for i in range(200)])
digest = root
for i in range(120):
    digest = hashlib.sha256(digest + b"." * (i * 10)).digest()
for name in ("sha512", "sha3_256", "blake2b", "sha1", "md5"):
    for i in range(12):
        digest = hashlib.new(name, digest + bytes(200)).digest() if name == "md5" else getattr(hashlib, name)(digest * 9).digest()
hasher = hashlib.sha256()
for i in range(100):
    hasher.update(digest[: i % 16])
text = b"".join(b"entry %d of %d; " % (i * i % 331, i) for i in range(1_800))
packed = zlib.compress(text)
assert zlib.decompress(packed) == text and zlib.crc32(text) and zlib.adler32(text)
stream = zlib.decompressobj()
pieces = [stream.decompress(packed[i : i + 512]) for i in range(0, len(packed), 512)]
angle = sum(math.floor(math.hypot(i, 4)) + math.gcd(i, 36) for i in range(500))
finish([hasher.hexdigest(), len(packed), sum(map(len, pieces)), angle])
