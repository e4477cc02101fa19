# attack: a zlib bomb of bombs
# fence: memory is bounded: MemoryError
# fuel: 3_000_000_000
# step: deploy attack [] => revert REVERT: MemoryError: Unable to allocate output buffer.
import zlib

bomb = zlib.compress(bytes(1_000_000), 9)
for _ in range(3):
    bomb = zlib.compress(bomb * 50, 9)
zlib.decompress(zlib.decompress(bomb * 1000))
for _ in range(100):
    zlib.decompressobj().decompress(zlib.compress(bytes(8_000_000)))
