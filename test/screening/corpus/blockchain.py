# A hash chain inside the chain.
from hashlib import sha256


class Block:
    def __init__(self, previous, data):
        self.previous, self.data = previous, data

    @property
    def digest(self):
        return sha256(f"{self.previous}|{self.data}".encode()).hexdigest()


blocks = [Block("", "genesis")]
for data in "abc":
    blocks.append(Block(blocks[-1].digest, data))
for before, after in zip(blocks, blocks[1:]):
    assert after.previous == before.digest
chain["head"] = blocks[-1].digest
