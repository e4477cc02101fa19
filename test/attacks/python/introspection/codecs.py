# attack: codecs that live in modules of Python, or run code: idna, rot13, unicode_escape, hex, zip, a name with a path
# fence: the registry is empty: C's own codecs and nothing else
# step: deploy attack [] => success []
found = []
for name in ("idna", "punycode", "rot13", "hex", "zip", "bz2", "uu", "unicode_escape", "cp1252", "mbcs", "../x", "undefined"):
    try:
        found.append((name, "abc".encode(name)))
    except LookupError:
        pass
    try:
        found.append((name, b"abc".decode(name)))
    except LookupError:
        pass
for handler in ("namereplace", "unknown", "x" * 1000):
    try:
        found.append((handler, "\u20ac".encode("ascii", handler)))
    except (LookupError, ImportError):
        pass
finish(found)
