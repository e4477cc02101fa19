import math

VOTERS = 100
votes = chain.setdefault("votes", {"yes": 0, "no": 0})
votes = dict(votes)
for i in range(VOTERS):
    votes["yes" if math.sin(i) > -0.2 else "no"] += 1
chain["votes"] = votes
quorum = math.ceil(VOTERS * 2 / 3)
result = "passed" if votes["yes"] >= quorum else "rejected" if votes["no"] > votes["yes"] else "open"
finish([result, quorum, sum(votes.values()) == VOTERS])
