# attack: one contract patches, another with other code looks; and a third with the same code at another address
# fence: images are never written after they were made
# screened: S103
# step: deploy attack ["look"] => success 3
# step: deploy other [] => success 3
# step: send attack [] => success 'patched'
# step: call other [] => success 3
# step: deploy attack ["look"] => success 3
# step: deploy other [] => success 3
if not args:
    __builtins__["len"] = lambda thing: "patched"
    args.append("x")
finish(len("abc"))
#--- contract other
finish(len("abc"))
