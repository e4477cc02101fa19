# attack: hashlib.file_digest with a file that never ends
# fence: fuel
# fuel: 100_000_000
# step: deploy attack [] => halt OUT_OF_FUEL
import hashlib


class Endless:
    def readable(self):
        return True

    def readinto(self, view):
        return len(view)


hashlib.file_digest(Endless(), "sha256")
