# attack: a bomb of 1 to 1,000 decompressed piece by piece, with max_length
# fence: max_length bounds what comes out; every byte costs fuel
# step: deploy attack [] => success [1000, 1000, True]
import zlib

bomb = zlib.compress(bytes(2_000_000), 9)
stream = zlib.decompressobj()
first = stream.decompress(bomb, 1000)
second = stream.decompress(stream.unconsumed_tail, 1000)
finish([len(first), len(second), len(bomb) < 2100])
