# Coroutines without an event loop.
class Answer:
    def __await__(self):
        value = yield "question"
        return value


async def ask():
    return await Answer() + 1


async def items():
    for i in range(3):
        yield i


async def collect():
    return [i async for i in items()]


def run(coroutine, answer=None):
    try:
        coroutine.send(None)
        coroutine.send(answer)
    except StopIteration as end:
        return end.value


finish([run(ask(), 41), run(collect())])
