def step(alive):
    near = {}
    for x, y in alive:
        for dx in (-1, 0, 1):
            for dy in (-1, 0, 1):
                if dx or dy:
                    near[x + dx, y + dy] = near.get((x + dx, y + dy), 0) + 1
    return {cell for cell, count in near.items() if count == 3 or count == 2 and cell in alive}


glider = {(1, 0), (2, 1), (0, 2), (1, 2), (2, 2)}
cells = glider
for _ in range(4):
    cells = step(cells)
assert cells == {(x + 1, y + 1) for x, y in glider}
chain["cells"] = sorted(cells)
