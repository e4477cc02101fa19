# attack: a generator, a coroutine and a context are left suspended, one frame deep in try and finally
# fence: they end with the memory; nothing of them runs in a later call
# step: deploy attack [] => success 1
# alike: 2 3
# step: send attack [] => success 1
# step: send attack [] => success 1
# step: call attack ["look"] => success {'runs': 3}
if args:
    finish(chain)


def suspended():
    try:
        yield 1
    finally:
        chain["runs"] = "finally ran"


async def waiting():
    try:
        await Never()
    finally:
        chain["runs"] = "finally ran"


class Never:
    def __await__(self):
        yield


first = suspended()
second = waiting()
second.send(None)
chain["runs"] = chain.get("runs", 0) + 1
finish(next(first))
