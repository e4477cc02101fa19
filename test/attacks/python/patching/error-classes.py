# attack: CallError and its kin, which are classes of the heap, get another base, constructor and truth
# fence: they are the guest's: the host sees bytes; the next call has them whole
# step: deploy attack ["look"] => success ['CallRefused', 'NO_CODE', True]
# alike: 2 4
# step: call attack ["look"] => success ['CallRefused', 'NO_CODE', True]
# step: send attack [] => success ...
# step: call attack ["look"] => success ['CallRefused', 'NO_CODE', True]
if not args:

    def init(self, *rest):
        self.code = "patched"
        raise KeyError("no such error")

    CallRefused.__init__ = init
    CallError.__eq__ = lambda self, other: False
    CallReverted.reason = property(lambda self: "forged")
try:
    call("0x" + "77" * 20, [])
except CallError as error:
    finish([type(error).__name__, error.code, error == error])
except KeyError as error:
    finish(["KeyError", error.args[0]])
