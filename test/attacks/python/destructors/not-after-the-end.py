# attack: destructors, weak callbacks and finally blocks wait for the end of the module to write chain
# fence: none runs after the last statement (SEMANTICS 13, 16)
# screened: S105
# step: deploy attack [] => success None
# step: call attack ["look"] => success {'kept': 1}
class Late:
    def __del__(self):
        chain["late"] = 1


if args:
    finish(chain)
chain["kept"] = 1
late = Late()
cycle = [Late()]
cycle.append(cycle)
kinds = {c.__name__: c for c in object.__subclasses__()}
reference = kinds["ReferenceType"](Late, lambda r: chain.clear())


def waiting():
    try:
        yield
    finally:
        chain["late"] = 2


generator = waiting()
next(generator)
