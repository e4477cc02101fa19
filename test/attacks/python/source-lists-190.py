result = eval("["*190+"]"*190)
finish(result)
