# Goes when it is told to, at once or after doing more; or is unmarked by a revert.
chain["born"] = invoker
if not new:
    match args:
        case ["die"]:
            self_destruct()
            chain["last words"] = "none"
            finish("marked")
        case ["die and revert"]:
            self_destruct()
            revert("not today")
        case ["alive"]:
            chain["asked"] = chain.get("asked", 0) + 1
            finish([chain["asked"], chain["born"]])
