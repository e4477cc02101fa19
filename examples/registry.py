"""A registry of texts: each is stored compressed, under its SHA-256.

    pbevm deploy examples/registry.py
    pbevm send REGISTRY --args '["store", "To be, or not to be"]'
    pbevm call REGISTRY --args '["load", "DIGEST"]'
"""

import hashlib
import zlib


def store(text):
    data = text.encode()
    digest = hashlib.sha256(data).hexdigest()
    if digest not in chain:
        chain[digest] = zlib.compress(data, 9)
        emit("Stored", digest=digest, size=len(data), compressed=len(chain[digest]))
    return digest


def load(digest):
    if digest not in chain:
        revert("unknown digest")
    return zlib.decompress(chain[digest]).decode()


if not new:
    match args:
        case ["store", str(text)]:
            finish(store(text))
        case ["load", str(digest)]:
            finish(load(digest))
        case ["count"]:
            finish(len(chain))
        case _:
            revert('expected ["store", text], ["load", digest] or ["count"]')
