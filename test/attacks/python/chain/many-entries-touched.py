# attack: 900 entries are written, every third deleted, every fifth replaced, in two runs, then iterated backwards
# fence: links and counts of records stay right
# step: deploy attack [] => success 900
# step: send attack ["change"] => success 600
# step: call attack ["look"] => success [600, True, 'new']
if not args:
    for i in range(900):
        chain[i] = {"n": i} if i % 2 else i
    finish(len(chain))
if args == ["change"]:
    for i in range(0, 900, 3):
        del chain[i]
    for i in range(1, 900, 15):
        chain[i] = "new"
    finish(len(chain))
keys = list(reversed(chain))
finish([len(chain), keys == [i for i in reversed(range(900)) if i % 3], chain[1]])
