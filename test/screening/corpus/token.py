def transfer(to: str, amount: int) -> bool:
    if amount <= 0:
        revert("amount must be positive")
    if chain.get(invoker, 0) < amount:
        revert("too little")
    chain[invoker] -= amount
    chain[to] = chain.get(to, 0) + amount
    emit("Transfer", sender=invoker, to=to, amount=amount)
    return True


if new:
    chain[invoker] = 1000
    transfer("0x" + "ab" * 20, 10)
else:
    method, *rest = args
    match method:
        case "transfer": finish(transfer(*rest))
        case "balance": finish(chain.get(rest[0], 0))
        case other: revert(f"no method {other}")
