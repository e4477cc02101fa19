# attack: an endless loop
# fence: fuel: every loop and every call is metered
# step: deploy attack [] => halt OUT_OF_FUEL
while True:
    pass
