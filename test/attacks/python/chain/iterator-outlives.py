# attack: iterators and views are kept while chain is cleared, refilled, flushed by a call, and used afterwards
# fence: an iterator notices, or ends; it never reads what is gone
# step: deploy target [] => success None
# step: deploy attack ["@target"] => success ...
# step: call attack ["look"] => success {'after': 1}
if args == ["look"]:
    finish(chain)
for i in range(20):
    chain[i] = {"n": i}
iterators = [iter(chain), iter(chain.values()), iter(chain.items()), reversed(chain), iter(chain[3]), iter(chain[4].items())]
views = [chain.keys(), chain.values(), chain.items(), chain[5].keys()]
for iterator in iterators:
    next(iterator)
call(args[0], [])
chain.clear()
chain["after"] = 1
ends = []
for iterator in iterators:
    try:
        ends.append(len(list(iterator)))
    except (RuntimeError, KeyError) as error:
        ends.append(type(error).__name__)
finish([ends, [len(view) for view in views[:3]]])
#--- contract target
pass
