result = eval("-"*100000+"1")
finish(result)
