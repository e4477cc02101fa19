result = eval("("*5000+"1"+")"*5000)
finish(result)
