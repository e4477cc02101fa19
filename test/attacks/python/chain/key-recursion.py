# attack: a key whose __hash__ looks itself up in chain
# fence: CPython counts recursion, through C too
# step: deploy attack [] => success ['RecursionError', {'a': 1}]
class Key:
    def __hash__(self):
        return chain.get(self, 1)


chain["a"] = 1
try:
    chain.get(Key())
    end = "found"
except (RecursionError, TypeError) as error:
    end = "RecursionError"
finish([end, chain])
