# attack: deep dicts are replaced, popped and deleted over many calls, so that their records are collected bit by bit
# fence: collection goes on where it stopped, and never takes what is in use
# step: deploy attack [] => success 3
# step: send attack ["replace"] => success 3
# step: send attack ["move"] => success 3
# step: send attack ["replace"] => success 3
# step: send attack ["move"] => success 3
# step: send attack ["touch"] => success 3
# step: send attack ["touch"] => success 3
# step: call attack ["look"] => success [3, 3, 3, 27, 'touched']
def tree(depth):
    return {i: tree(depth - 1) for i in range(3)} if depth else {"leaf": depth}


if args == ["look"]:
    finish([len(chain[i]) for i in range(3)] + [sum(len(b) for a in chain.values() for b in a.values() if b != "touched"),
                                               chain[0].get("mark", "touched")])
if args == ["move"]:
    taken = chain.pop(0)
    chain[0] = chain[1]
    chain[1] = taken
    chain[2], chain[0] = chain[0], chain[2]
elif args == ["touch"]:
    for i in range(3):
        chain[i][0] = tree(1)
else:
    for i in range(3):
        chain[i] = tree(2)
finish(len(chain))
