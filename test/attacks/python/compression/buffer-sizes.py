# attack: buffer sizes, window bits, levels and memory levels that are out of range, negative, huge
# fence: zlib checks them; memory is bounded
# step: deploy attack [] => success []
import zlib

packed = zlib.compress(b"abc")
done = []
for name, way in {
    "bufsize": lambda: zlib.decompress(packed, bufsize=2**31 - 1),
    "bufsize beyond": lambda: zlib.decompress(packed, bufsize=2**40),
    "bufsize negative": lambda: zlib.decompress(packed, bufsize=-1),
    "wbits": lambda: zlib.decompress(packed, wbits=99),
    "wbits raw": lambda: zlib.decompress(packed, wbits=-15),
    "level": lambda: zlib.compressobj(level=77),
    "memory": lambda: zlib.compressobj(memLevel=99),
    "strategy": lambda: zlib.compressobj(strategy=99),
    "max_length": lambda: zlib.decompressobj().decompress(packed, -5),
    "length": lambda: zlib.decompressobj().flush(-1),
    "length 0": lambda: zlib.decompressobj().flush(0),
}.items():
    try:
        way()
        done.append(name)
    except (ValueError, zlib.error, MemoryError, OverflowError):
        pass
finish(done)
