# attack: a bytearray is resized in every way while a memoryview looks at it
# fence: CPython refuses with BufferError
# step: deploy attack [] => success ['BufferError', 'BufferError', 'BufferError', 'BufferError', 'BufferError', b'abcd']
data = bytearray(b"abcd")
view = memoryview(data)
ends = []
for way in (data.clear, lambda: data.extend(b"x" * 9999), lambda: data.append(1), lambda: data.__init__(9), data.pop):
    try:
        way()
        ends.append("resized")
    except BufferError:
        ends.append("BufferError")
finish(ends + [bytes(view)])
