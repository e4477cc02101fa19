# attack: a list that holds itself is stored
# fence: the encoder counts nesting, at most 64
# step: deploy attack [] => revert REVERT: ValueError: chain['loop'][0][0][0][0][0][0][0]...: nested more than 64 deep (or contains itself)
loop = []
loop.append(loop)
chain["loop"] = loop
