# attack: digests of 2^31 bytes, negative ones, blake2 trees that cannot be, unknown names
# fence: lengths are checked, memory is bounded
# step: deploy attack [] => success []
import hashlib

done = []
for name, way in {
    "shake": lambda: hashlib.shake_128(b"").digest(2**31),
    "shake 512 MiB": lambda: hashlib.shake_256(b"").digest(2**29 - 1),
    "shake hex": lambda: hashlib.shake_256(b"").hexdigest(2**28),
    "shake negative": lambda: hashlib.shake_256(b"").digest(-1),
    "blake": lambda: hashlib.blake2b(digest_size=65),
    "blake none": lambda: hashlib.blake2b(digest_size=0),
    "key": lambda: hashlib.blake2s(key=b"x" * 33),
    "salt": lambda: hashlib.blake2s(salt=b"x" * 9),
    "fanout": lambda: hashlib.blake2b(fanout=256),
    "depth": lambda: hashlib.blake2b(depth=0),
    "node": lambda: hashlib.blake2s(node_offset=2**48),
    "leaf": lambda: hashlib.blake2b(leaf_size=2**32),
    "unknown": lambda: hashlib.new("whirlpool"),
    "none": lambda: hashlib.new(None),
    "scrypt": lambda: hashlib.scrypt(b"", salt=b"", n=2**20, r=8, p=1),
    "pbkdf2": lambda: hashlib.pbkdf2_hmac("sha256", b"", b"", 10**9),
}.items():
    try:
        way()
        done.append(name)
    except (ValueError, OverflowError, MemoryError, TypeError, AttributeError, ImportError):
        pass
finish(done)
