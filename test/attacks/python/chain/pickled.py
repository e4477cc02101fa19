# attack: chain and its parts are copied by the protocols of pickle and copy: __reduce__, __reduce_ex__, __getstate__, __copy__
# fence: no copyreg in the image; a copy is a plain value, not a second handle
# step: deploy attack [] => success None
# step: send attack ["attack"] => success 'whole'
# step: call attack ["look"] => success {'a': {'b': [1]}}
if not args:
    chain["a"] = {"b": [1]}
    finish()
if args == ["look"]:
    finish(chain)
for value in (chain, chain["a"], chain.keys(), chain.items(), iter(chain), iter(chain["a"].values())):
    for name, rest in {"__reduce__": [], "__reduce_ex__": [4], "__getstate__": [], "__copy__": [], "__deepcopy__": [{}],
                       "__sizeof__": [], "__setstate__": [5], "__dir__": [], "__length_hint__": []}.items():
        try:
            made = getattr(value, name)(*rest)
            if name == "__reduce_ex__" and made is not None:
                made[0](*made[1])
        except (ImportError, TypeError, AttributeError, KeyError):
            pass
finish("whole" if chain == {"a": {"b": [1]}} else chain)
