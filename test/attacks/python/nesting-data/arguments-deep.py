# attack: arguments of 63 and 64 nested lists, given by a caller; a list that is passed on one level deeper
# fence: 64 containers may enclose a scalar, the list of arguments counts (SEMANTICS 11)
# step: deploy attack [] => success 'deployed'
# step: deploy caller ["@attack"] => success [62, 'ValueError', 'ValueError']
def depth(value):
    count = 0
    while type(value) is list:
        value = value[0]
        count += 1
    return count


finish(depth(args[0]) if args else "deployed")
#--- contract caller
ends = []
for levels in (62, 64, 65):
    value = 1
    for _ in range(levels):
        value = [value]
    try:
        ends.append(call(args[0], [value]))
    except ValueError as error:
        ends.append(type(error).__name__)
finish(ends)
