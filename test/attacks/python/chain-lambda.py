chain["a"] = [1, {"deep": (lambda: 1,)}]
