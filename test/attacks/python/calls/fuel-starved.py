# attack: a caller gives its callee fuel for all but the last step, at 25 limits, so that a half-done callee stays behind
# fence: a callee that halts is undone whole, and its fuel is gone
# step: deploy attack ["count"] => success 0
# step: deploy starver ["@attack"] => success True
# step: call attack ["count"] => success 0
if args == ["count"]:
    finish(len(chain))
for i in range(200):
    chain[i] = {"n": [i] * 5}
while True:
    pass
#--- contract starver
ends = []
for i in range(25):
    try:
        call(args[0], ["write"], fuel=9_400_000 + i * 200_000)
        ends.append("success")
    except CallError as error:
        ends.append(error.code)
finish(set(ends) == {"OUT_OF_FUEL"})
