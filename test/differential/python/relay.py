# Calls others, in the ways it is told, and keeps a diary. `args`: [address, args, {fuel, value}] steps.
def step(to, data, options):
    try:
        result = call(to, data, **options)
        return ["ok", result]
    except CallReverted as error:
        return ["reverted", error.reason]
    except CallHalted as error:
        return ["halted", error.code]
    except CallRefused as error:
        return ["refused", error.code]


if not new:
    chain["runs"] = chain.get("runs", 0) + 1
    match args:
        case ["steps", *steps]:
            outcomes = [step(to, data, dict(options)) for to, data, options in steps]
            chain.setdefault("diary", {})[chain["runs"]] = [outcome[0] for outcome in outcomes]
            emit("Relayed", outcomes=[outcome[0] for outcome in outcomes])
            finish(outcomes)
        case ["uncaught", to, data]:
            emit("Lost")
            finish(call(to, data))
        case ["again", n]:
            finish(step(address, ["again", n - 1], {}) if n else "end")
