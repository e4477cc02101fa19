# attack: hashlib's constructors, its cache of constructors and the code of hashlib.new are replaced
# fence: as before; storage keys are hashed in C
# screened: S103 S105
# step: deploy attack ["look"] => success ['ba7816bf', '900150983']
# alike: 2 4
# step: call attack ["look"] => success ['ba7816bf', '900150983']
# step: send attack [] => success ['forged', 'forged']
# step: call attack ["look"] => success ['ba7816bf', '900150983']
# step: call attack ["stored"] => success {'k': 1}
import hashlib

if args == ["stored"]:
    finish(chain)
if not args:

    class Forged:
        def hexdigest(self):
            return "forged"

    def new(name, data=b"", **rest):
        return __builtins__["forged"]

    __builtins__["forged"] = Forged()
    hashlib.sha256 = lambda data=b"": Forged()
    hashlib.new.__code__ = new.__code__
    hashlib.__builtin_constructor_cache.clear()
    chain["k"] = 1
finish([hashlib.sha256(b"abc").hexdigest()[:8], hashlib.new("md5", b"abc").hexdigest()[:9]])
