import zlib

bomb = zlib.compress(bytes(1_000_000), 9)
for _ in range(3):
    bomb = zlib.compress(bomb * 50, 9)
zlib.decompress(zlib.decompress(bomb * 1000))
for _ in range(100):
    zlib.decompressobj().decompress(zlib.compress(bytes(8_000_000)))
