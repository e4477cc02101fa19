eval("1 + 1")  #: S103 0-4
run = exec  #: S103 6-10
lambda code=compile: code  #: S103 12-19
__import__("math")  #: S103 0-10
print(__builtins__)  #: S103 6-18
@eval  #: S103 1-5
def f(x: exec) -> compile: ...  #: S103 9-13, S103 18-25
[eval for eval in "ab"]  #: S103 1-5
f"{eval}"  #: S103 3-7
match f:
    case __spec__.x: ...  #: S103 9-17
class Calculator:
    def eval(self, tree): return tree
    compile = 3
Calculator().eval(7)
evaluate = exec_count = "eval"
