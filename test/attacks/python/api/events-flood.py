# attack: endless events, events of a megabyte, names and fields that are no text, the same field twice
# fence: a transaction holds at most EVENTS events, one more halts with MEMORY (SEMANTICS 9); limits of values hold
# fuel: 200_000_000
# step: deploy attack ["flood"] => halt MEMORY...
# step: deploy attack ["large"] => *
# step: deploy attack ["odd"] => success ['TypeError', 'TypeError', 'TypeError', 'TypeError', 'ValueError']
while args == ["flood"]:
    emit("e", n=1)
while args == ["large"]:
    emit("e" * 1000, n=b"x" * 1_000_000)
ends = []
for way in (
    lambda: emit(5), lambda: emit(), lambda: emit("e", n=object()), lambda: emit("a", "b"), lambda: emit("e", n="\ud800")
):
    try:
        way()
        ends.append("emitted")
    except (TypeError, ValueError) as error:
        ends.append("ValueError" if isinstance(error, ValueError) else type(error).__name__)
finish(ends)
