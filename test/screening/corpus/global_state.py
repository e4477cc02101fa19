total = 0
history = []


def add(n):
    global total
    total += n
    history.append(total)


for n in range(5):
    add(n)
    if total > 5:
        break
else:
    history = None
del n
finish([total, history, "total" in globals(), callable(add), dir(history)[:0]])
