result = eval("1"+"+1"*20000)
finish(result)
