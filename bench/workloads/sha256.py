import hashlib

digest = b""
for i in range(150):
    digest = hashlib.sha256(digest + bytes([i]) * 4000).digest()
