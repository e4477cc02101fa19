# attack: chain |= chain, chain | chain, {**chain}, chain.update(chain.items()), fromkeys, copy: which of them are storage?
# fence: only chain itself is; the others are values
# step: deploy attack [] => success [{'a': {'n': 1}}, True]
# step: call attack ["look"] => success {'a': {'n': 1}}
if args:
    finish(chain)
chain["a"] = {"n": 1}
name = chain
chain |= chain
same = chain is name
copies = [chain | chain, {**chain}, chain.copy(), dict(chain), {} | chain, dict(chain.items())]
for copy in copies:
    copy["lost"] = 1
chain.update(list(chain.items()))
finish([chain, same])
