# attack: relative imports within a package that is none
# fence: the guard knows no packages
# screened: S102
# step: deploy attack [] => revert REVERT: ImportError: '' cannot be imported: only zlib, hashlib and math can
__package__ = "math"
__path__ = ["/"]
__spec__ = None
from . import sys
