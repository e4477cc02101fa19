# attack: zlib.crc32, compress and the error class are replaced; the module's class is exchanged
# fence: as before; the contract API does not use the module
# step: deploy attack ["look"] => success [891568578, b'abc', 'error']
# alike: 2 4
# step: call attack ["look"] => success [891568578, b'abc', 'error']
# step: send attack [] => success [0, b'patched', 'KeyError']
# step: call attack ["look"] => success [891568578, b'abc', 'error']
import zlib

if not args:

    class Fake(type(zlib)):
        def __getattribute__(self, name):
            return {"crc32": lambda data: 0, "decompress": lambda data: b"patched", "error": KeyError}.get(name, bytes)

    zlib.__class__ = Fake
finish([zlib.crc32(b"abc"), zlib.decompress(zlib.compress(b"abc")), zlib.error.__name__])
