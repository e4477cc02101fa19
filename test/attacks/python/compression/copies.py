# attack: compression objects are copied until memory ends: 256 KiB each, outside Python's own heap
# fence: memory is bounded: MemoryError
# step: deploy attack [] => success ['MemoryError', True]
import zlib

copies = [zlib.compressobj(9)]
try:
    while True:
        copies.append(copies[-1].copy())
except MemoryError:
    end = "MemoryError"
count = len(copies)
copies = None
finish([end, 20 < count < 100])
