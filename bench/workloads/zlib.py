import zlib

state, words = 12345, []
for _ in range(2_000):
    state = (state * 1103515245 + 12345) & 0x7FFFFFFF
    words.append(b"%06d" % (state % 5000))
packed = zlib.compress(b" ".join(words), 6)
assert zlib.decompress(packed) == b" ".join(words)
