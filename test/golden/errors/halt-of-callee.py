# pbevm: reentrant
if args == ["spin"]:
    while True:
        pass
if args == ["middle"]:
    call(address, ["spin"], fuel=20_000_000)
call(address, ["middle"])
