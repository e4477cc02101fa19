# attack: 1 << 2^31, 1 << 10^20, and shifts by negative numbers
# fence: memory is bounded; CPython checks
# step: deploy attack [] => success ['MemoryError', 'OverflowError', 'ValueError', 0, 'MemoryError']
ends = []
for way in (
    lambda n=2**31 - 1: 1 << n, lambda n=10**20: 1 << n, lambda n=-1: 1 << n, lambda n=10**20: 1 >> n,
    lambda n=10**9: 1 << n,
):
    try:
        ends.append(way())
    except (MemoryError, OverflowError, ValueError) as error:
        ends.append(type(error).__name__)
finish(ends)
