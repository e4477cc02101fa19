result = eval("["*5000+"]"*5000)
finish(result)
