PARTIES = ("buyer", "seller", "arbiter")


def vote(party, decision):
    votes = chain.setdefault("votes", {})
    votes = {**votes, party: decision}
    chain["votes"] = votes
    counts = [list(votes.values()).count(choice) for choice in ("pay", "refund")]
    return "pay" if counts[0] >= 2 else "refund" if counts[1] >= 2 else None


outcome = None
for party, decision in zip(PARTIES, ("pay", "refund", "pay")):
    outcome = outcome or vote(party, decision)
finish(outcome)
