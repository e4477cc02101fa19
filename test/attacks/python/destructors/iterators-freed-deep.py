# attack: 60,000 enumerate, filter, zip and reversed objects, each on top of another, are freed without being used
# fence: those without the trashcan: the height limit stops the recursion (SEMANTICS 4), in every tier alike
# step: deploy attack ["enumerate"] => halt STACK_LIMIT
# step: deploy attack ["filter"] => *
# step: deploy attack ["zip"] => *
# step: deploy attack ["iter"] => *
kinds = {"enumerate": enumerate, "filter": lambda it: filter(None, it), "zip": zip, "iter": lambda it: iter(lambda: it, 1)}
wrap = kinds[args[0]]
at = iter([])
for _ in range(60_000):
    at = wrap(at)
del at
finish("freed")
