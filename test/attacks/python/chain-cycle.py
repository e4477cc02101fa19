loop = []
loop.append(loop)
chain["loop"] = loop
