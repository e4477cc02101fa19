import zlib

text = b"to be or not to be, that is the question. " * 20
packed = zlib.compress(text, 9)
assert zlib.decompress(packed) == text and len(packed) < len(text)
chain["packed"] = packed
finish([zlib.crc32(text), zlib.adler32(b"x")])
