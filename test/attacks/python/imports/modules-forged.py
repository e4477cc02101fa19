# attack: modules are made by their type, given specs, loaders and paths, and put where imports might look
# fence: the guard looks nowhere
# screened: S103 S105
# step: deploy attack [] => success [['ImportError', 'ImportError', 'ImportError', 'ImportError'], 'forged']
import hashlib
import math

Module = type(math)
forged = Module("os")
forged.environ = "forged"
math.__spec__ = forged.__spec__ = type("Spec", (), {"loader": forged, "name": "os", "submodule_search_locations": ["/"]})()
math.__loader__ = forged
math.__path__ = ["/"]
math.os = forged
__builtins__["os"] = forged
hashlib.__dict__["sys"] = Module("sys")
hashlib.modules = {"os": forged}
ends = []
for name in ("os", "math.os", "sys", "hashlib.sys"):
    try:
        __import__(name)
        ends.append("imported")
    except ImportError as error:
        ends.append(type(error).__name__)
from math import os as found

finish([ends, found.environ])
