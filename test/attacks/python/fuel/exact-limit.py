# attack: work that ends just at the limit: the last charge is seen
# fence: fuel is tested when an export returns (SEMANTICS 2): the same limit ends the same everywhere
# fuel: 25_000_000
# step: deploy attack [] => halt OUT_OF_FUEL
numbers = [0]
while True:
    numbers.append(numbers[-1] + 1)
    if len(numbers) == 50_000:
        finish("all")
