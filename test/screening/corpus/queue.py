class Queue:
    """First in, first out, in the stored dict: one record an item."""

    def __init__(self, name):
        self.name = name

    def _get(self, key):
        return chain.get((self.name, key), 0)

    def push(self, item):
        end = self._get("end")
        chain[self.name, end] = item
        chain[self.name, "end"] = end + 1

    def pop(self):
        start = self._get("start")
        if start == self._get("end"):
            raise IndexError("empty")
        chain[self.name, "start"] = start + 1
        return chain.pop((self.name, start))


queue = Queue("jobs")
for job in ("a", "b", "c"):
    queue.push(job)
finish([queue.pop(), queue.pop()])
