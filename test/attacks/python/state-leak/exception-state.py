# attack: the exception that was being handled when the last call ended is looked for in __context__
# fence: the state of the thread is in memory
# step: deploy attack [] => success None
# alike: 2 3
# step: send attack [] => success None
# step: send attack [] => success None
try:
    raise
except RuntimeError as error:
    seen = error.__context__
try:
    raise KeyError("left behind")
except KeyError:
    finish(seen and repr(seen))
