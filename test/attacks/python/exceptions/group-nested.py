# attack: exception groups nested 5,000 deep, split, shown and raised
# fence: CPython counts the recursion of split
# step: deploy attack [] => success ['RecursionError', 'RecursionError']
group = ValueError("innermost")
for _ in range(5_000):
    group = ExceptionGroup("g", [group])
ends = []
for way in (lambda: group.split(KeyError), lambda: group.subgroup(lambda e: False)):
    try:
        way()
        ends.append("split")
    except RecursionError as error:
        ends.append(type(error).__name__)
finish(ends)
