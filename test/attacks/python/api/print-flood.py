# attack: endless output
# fence: print costs fuel by length, kept or not (SEMANTICS 9)
# fuel: 200_000_000
# step: deploy attack [] => halt OUT_OF_FUEL
while True:
    print("flood" * 1000)
