# attack: a callee burns all fuel that it gets, again and again; the caller wants to go on
# fence: one 64th stays with the caller at every call (EIP-150)
# step: deploy attack [] => success None
# step: deploy caller ["@attack"] => success ['OUT_OF_FUEL', 'OUT_OF_FUEL', 'kept']
while args:
    pass
#--- contract caller
chain["n"] = "kept"
ends = []
for _ in range(2):
    try:
        call(args[0], ["burn"], fuel=300_000_000)
    except CallHalted as error:
        ends.append(error.code)
finish(ends + [chain["n"]])
