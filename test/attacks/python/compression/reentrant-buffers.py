# attack: objects whose __buffer__ uses the same compressor or hash again
# fence: CPython has no state open while it asks for a buffer
# step: deploy attack [] => success [True, True]
import hashlib
import zlib


class Nested:
    def __init__(self, way):
        self.way = way

    def __buffer__(self, flags):
        self.way(b"inner")
        return memoryview(b"outer")


packer = zlib.compressobj()
parts = []
packed = packer.compress(Nested(lambda data: parts.append(packer.compress(data))))
packed = parts[0] + packed + packer.flush()
digest = hashlib.sha256()
digest.update(Nested(digest.update))
finish([zlib.decompress(packed) == b"innerouter", digest.digest() == hashlib.sha256(b"innerouter").digest()])
