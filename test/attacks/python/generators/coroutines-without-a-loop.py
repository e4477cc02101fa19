# attack: coroutines and asynchronous generators are driven by hand, awaited twice, left unawaited
# fence: there is no loop, no hook and no warning that could leave the guest
# step: deploy attack [] => success [7, 'RuntimeError', 'RuntimeError', [0, 1, 2]]
class Pause:
    def __await__(self):
        yield 7


async def worker():
    await Pause()


async def numbers():
    for i in range(3):
        yield i


async def collect():
    return [n async for n in numbers()]


first = worker()
ends = [first.send(None)]
try:
    first.send(5)
    first.send(None)
except (RuntimeError, StopIteration) as error:
    ends.append("RuntimeError")
for _ in range(100):
    worker()
third = worker()
third.close()
try:
    third.send(None)
except RuntimeError as error:
    ends.append(type(error).__name__)
try:
    collect().send(None)
except StopIteration as error:
    ends.append(error.value)
finish(ends)
