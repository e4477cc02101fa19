# attack: from __future__ import, the one import that the compiler knows
# fence: the compiler takes the flag, then the import guard refuses the module
# screened: S101
# step: deploy attack [] => revert REVERT: ImportError: '__future__' cannot be imported: only zlib, hashlib and math can
from __future__ import annotations
