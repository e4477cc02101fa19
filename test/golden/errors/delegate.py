if args:
    emit("Seen", value=args[0])
    raise PermissionError("only the owner")
delegate_call(address, [1])
