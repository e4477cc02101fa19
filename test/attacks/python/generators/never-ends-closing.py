# attack: a generator that yields again whenever it is closed; 1,000 of them are dropped
# fence: RuntimeError, which nobody sees when it is the destructor that closes
# step: deploy attack [] => success ['generator ignored GeneratorExit', 1000]
def stubborn():
    while True:
        try:
            yield 1
        except GeneratorExit:
            continue


one = stubborn()
next(one)
try:
    one.close()
    end = "closed"
except RuntimeError as error:
    end = str(error)
dropped = 0
for _ in range(1000):
    another = stubborn()
    dropped += next(another)
finish([end, dropped])
