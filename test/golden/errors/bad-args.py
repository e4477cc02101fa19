# pbevm: reentrant
call(address, b"\x18\x01")
