# attack: 5,000 bound methods, static methods and class methods, each of another, are called
# fence: CPython counts C recursion of static methods; bound methods copy their arguments on each level, until memory ends
# step: deploy attack ["method"] => revert REVERT: MemoryError
# step: deploy attack ["static"] => revert REVERT: RecursionError: maximum recursion depth exceeded...
# step: deploy attack ["class"] => *
Method = type((lambda self: 0).__get__(1))
at = lambda *rest: 1
for _ in range(5_000):
    at = {"method": lambda f: Method(f, 1), "static": staticmethod, "class": classmethod}[args[0]](at)
finish(at.__get__(None, int)() if args == ["class"] else at())
