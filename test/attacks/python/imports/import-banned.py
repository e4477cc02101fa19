# attack: import of a module that is not there
# fence: the import guard (SEMANTICS 18)
# screened: S101
# step: deploy attack [] => revert REVERT: ImportError: 'os' cannot be imported: only zlib, hashlib and math can
import os
