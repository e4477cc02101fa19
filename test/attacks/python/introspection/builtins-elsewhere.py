# attack: the builtins that other functions see, where something might have been left
# fence: there is one builtins dict in the interpreter, and input, open, breakpoint are not in it
# screened: S103 S105
# step: deploy attack [] => success [True, []]
import hashlib

theirs = hashlib.new.__builtins__
banned = "open input breakpoint exit quit copyright credits license help reload execfile file".split()
finish([theirs is __builtins__, [name for name in banned if name in theirs]])
