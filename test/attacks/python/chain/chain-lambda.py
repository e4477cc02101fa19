# attack: a function deep in a stored value
# fence: only values of SEMANTICS 11 are stored; the error names the path
# step: deploy attack [] => revert REVERT: TypeError: chain['a'][1]['deep'][0]: function
chain["a"] = [1, {"deep": (lambda: 1,)}]
