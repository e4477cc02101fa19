# attack: code objects made from bytes: replace, code(), __replace__
# fence: the seal (SEMANTICS 18): both constructors raise
# screened: S105
# step: deploy attack [] => success []

# Bytecode of one's own choice would write over the interpreter: no way to make it may be left.
def f():
    pass


ways = []
code = f.__code__
for name, way in {
    "replace": lambda: code.replace(co_code=b"\x00"),
    "type": lambda: type(code)(0, 0, 0, 0, 0, 0, b"", (), (), (), "", "", "", 0, b"", b""),
    "copy": lambda: code.__replace__(co_code=b"\x00"),
}.items():
    try:
        way()
        ways.append(name)
    except (RuntimeError, AttributeError):
        pass
finish(ways)
