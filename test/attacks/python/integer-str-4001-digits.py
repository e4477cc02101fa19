result = len(str(10**4000))
finish(result)
