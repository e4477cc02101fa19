# Commit and reveal.
import hashlib


def commitment(secret: bytes, salt: bytes) -> str:
    return hashlib.blake2b(salt + secret, digest_size=32).hexdigest()


secret, salt = b"paper", bytes(range(16))
chain["commitment"] = commitment(secret, salt)
if chain["commitment"] != commitment(b"rock", salt):
    emit("Wrong", guess="rock")
assert chain["commitment"] == commitment(secret, salt)
