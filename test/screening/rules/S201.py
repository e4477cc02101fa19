chain = {}  #: S201 0-5
def revert(reason): ...  #: S201 0-23
class CallError(Exception): ...  #: S201 0-31
import math as emit  #: S201 7-19
for call in range(3): ...  #: S201 4-8
with print as (finish, x): ...  #: S201 15-21
del invoker  #: S201 4-11
def f():
    global chain, x  #: S201 4-19
    chain = x = 1
    call = 2
    return [revert for revert in "ab"]
class Token:
    def call(self): ...
    def finish(self, revert): ...
chain |= {"a": 1}
chain: dict
address, value, new = 1, 2, 3
