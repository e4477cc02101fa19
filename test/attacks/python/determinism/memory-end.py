# attack: how much memory is there? Lists, bytes, dicts, ints and texts grow until MemoryError; each is counted
# fence: pages are counted, allocation is the same everywhere
# step: deploy attack ["list"] => success ...
# step: deploy attack ["bytes"] => success ...
# step: deploy attack ["dict"] => success ...
# step: deploy attack ["text"] => success ...
# step: deploy attack ["objects"] => success ...
count = 0
hoard = {}
try:
    while True:
        count += 1
        if args == ["list"]:
            hoard[0] = [0] * (count * 120_000)
        elif args == ["bytes"]:
            hoard[count] = bytes(10_000)
        elif args == ["dict"]:
            hoard[0] = dict.fromkeys(range(count * 80_000), count)
        elif args == ["text"]:
            hoard[0] = "\u20ac" * (count * 200_000)
        else:
            hoard[count] = [[i] for i in range(2000)]
except MemoryError:
    size = len(hoard)
    hoard = None
    finish([count, size])
