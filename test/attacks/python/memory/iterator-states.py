# attack: iterators are put at places that are not there, by __setstate__
# fence: every place is clamped to the length
# step: deploy attack [] => success [[], [], [], [], [], [], [1], ['a', 'b']]
big = 2**31 - 1
iterators = [iter([1]), iter((1,)), iter("ab"), iter(b"ab"), iter(range(3)), iter(bytearray(b"a"))]
for iterator in iterators:
    iterator.__setstate__(big)
backwards = reversed([1])
backwards.__setstate__(big)
low = iter("ab")
low.__setstate__(-big)
finish([list(iterator) for iterator in iterators + [backwards, low]])
