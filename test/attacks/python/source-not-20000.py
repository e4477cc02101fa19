result = eval("not "*20000+"1")
finish(result)
