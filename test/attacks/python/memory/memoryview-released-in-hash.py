# attack: hash and comparison of memoryviews that are released while they are compared
# fence: released views refuse to be used, or the stale read stays in the guest
# step: deploy attack [] => *
class Buffer:
    def __init__(self, data):
        self.data = bytearray(data)

    def __buffer__(self, flags):
        return memoryview(self.data)

    def __release_buffer__(self, view):
        view.release()

    def __hash__(self):
        view.release()
        return 7


ends = []
view = memoryview(b"0123456789")
for way in (
    lambda: hash(memoryview(Buffer(b"abc"))),
    lambda: memoryview(Buffer(b"abc")) == memoryview(Buffer(b"abc")),
    lambda: view[0:5].cast("B")[view.release() or 0],
    lambda: view.hex(),
    lambda: view.tolist(),
):
    try:
        ends.append(repr(way()))
    except (TypeError, ValueError, BufferError) as error:
        ends.append(type(error).__name__)
finish(ends)
