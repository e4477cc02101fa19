# attack: an endless loop
# fence: fuel: every loop and every call is metered
# fuel: 200_000_000
# step: deploy attack [] => halt OUT_OF_FUEL
while True:
    pass
