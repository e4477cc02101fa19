# attack: preset dictionaries that are mutable, huge, wrong, or of another stream
# fence: zlib compares the checksum; a mutable one is held while it is used
# step: deploy attack [] => success ['error', 'abcabc', 'TypeError', 'ok']
import zlib

table = bytearray(b"abc" * 100)
packer = zlib.compressobj(zdict=bytes(table))
packed = packer.compress(b"abcabc") + packer.flush()
ends = []
for zdict in (b"other", bytes(table), 5, table):
    try:
        stream = zlib.decompressobj(zdict=zdict)
        if zdict is table:
            try:
                table.clear()
            except BufferError:
                pass
            ends.append("ok")
            try:
                stream.decompress(packed)
            except zlib.error:
                pass
        else:
            ends.append(stream.decompress(packed).decode())
    except (zlib.error, TypeError) as error:
        ends.append(type(error).__name__)
finish(ends)
