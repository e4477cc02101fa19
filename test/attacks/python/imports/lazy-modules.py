# attack: parts of CPython that import Python modules when they are needed: warnings, copyreg, codecs, typing, unicodedata
# fence: each ends in the guard's ImportError or does without
# screened: S103
# step: deploy attack [] => success ...
ends = []
for way in (
    lambda: object().__reduce_ex__(2),
    lambda: exec("class A[T]: pass"),
    lambda: "\u20ac".encode("ascii", "namereplace"),
    lambda: exec("x = '\\N{DIGIT ONE}'"),
    lambda: exec("assert (1, 'x')"),
    lambda: exec("x = 1 is 1"),
    lambda: exec("'\\d'"),
    lambda: bytes.fromhex("zz"),
    lambda: ~True,
    lambda: type("T", (), {})().__reduce__(),
    lambda: int | "text",
    lambda: exec("type X[T] = list[T]"),
    lambda: exec("async def f(): pass\nf()"),
):
    try:
        way()
        ends.append("ok")
    except Exception as error:
        ends.append(type(error).__name__)
finish(ends)
