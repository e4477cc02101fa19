from hashlib import sha256

players = chain.setdefault("players", [])
for name in ("ann", "bob", "cid"):
    players = players + [name]
chain["players"] = players
seed = sha256("|".join(players).encode()).digest()
winner = players[int.from_bytes(seed[:8], "big") % len(players)]
emit("Winner", name=winner)
finish(winner)
