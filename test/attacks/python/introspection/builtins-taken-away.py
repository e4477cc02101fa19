# attack: a function with builtins of its own, or with none, calls the API
# fence: the API's functions need no Python builtins
# screened: S105 S106
# step: deploy attack [] => success ['NameError', 'ImportError', 3]
def probe():
    return len("abc")


def importer():
    import math

    return math


Function = type(probe)
ends = []
for function in (probe, importer):
    try:
        ends.append(Function(function.__code__, {"__builtins__": {}})())
    except (NameError, ImportError) as error:
        ends.append(type(error).__name__)
__builtins__ = {}
ends.append(Function(probe.__code__, {"__builtins__": {"len": lambda text: 3}})())
finish(ends)
