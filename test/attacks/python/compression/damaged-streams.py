# attack: 2,000 streams with a changed byte, cut streams, streams that point before their beginning
# fence: inflate checks; a stream is data or zlib.error
# step: deploy attack [] => success ...
import zlib

text = b"".join(b"%d" % (i * i) for i in range(400))
packed = bytearray(zlib.compress(text, 9))
right = wrong = 0
for i in range(2000):
    place = i * 7919 % len(packed)
    kept = packed[place]
    packed[place] = (kept + 1 + i // 7) & 255
    try:
        right += zlib.decompress(packed) == text
    except zlib.error:
        wrong += 1
    packed[place] = kept
for stream in (b"", b"x\x9c", b"x\x9c\x63", b"\xff" * 50, zlib.compress(text)[:-1], bytes([0x78, 0x9C, 0x4B, 0x04, 0x12, 0x00])):
    try:
        zlib.decompress(stream)
        right += 1
    except zlib.error:
        wrong += 1
finish([right, wrong])
