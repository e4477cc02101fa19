# attack: sources with 1,000 conditional expressions, 5,000 comparisons in a row, 10,000 names in a tuple, 500 decorators
# fence: parser and compiler count their depth; width is metered
# screened: S103
# step: deploy attack [] => success ['RecursionError', 'compiled', 'compiled', 'compiled']
ends = []
for source in ("1 if 1 else " * 1000 + "1", "1" + " < 1" * 5_000, "(" + "a, " * 10_000 + ")", "@d\n" * 500 + "def f(): pass"):
    try:
        compile(source, "f", "exec")
        ends.append("compiled")
    except (MemoryError, RecursionError) as error:
        ends.append(type(error).__name__)
finish(ends)
