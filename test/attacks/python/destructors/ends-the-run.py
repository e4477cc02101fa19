# attack: a destructor calls finish, and another one revert, in the middle of an expression
# fence: that is the contract's own choice: the first end counts, and nothing runs after it
# step: deploy attack [] => success 'from a destructor'
# step: send attack ["revert"] => revert REVERT: from a destructor
# step: call attack ["look"] => success {'before': 1}
class Ending:
    def __init__(self, way):
        self.way = way

    def __del__(self):
        self.way("from a destructor")


if args == ["look"]:
    finish(chain)
chain["before"] = 1
(Ending(revert if args else finish), 1)[1] + 1
chain["after"] = 1
finish("after")
