# attack: the contract installs an __import__ of its own, which calls the true one for what it wants
# fence: the true one refuses; the own one gives what the contract made itself
# screened: S101 S103 S106
# step: deploy attack [] => success ['ImportError', 'made here']
true_import = __builtins__["__import__"]


def own(name, *rest):
    try:
        return true_import(name, *rest)
    except ImportError:
        return type("module", (), {"environ": "made here", "end": "ImportError"})


__builtins__["__import__"] = own
import os

finish([os.end, os.environ])
