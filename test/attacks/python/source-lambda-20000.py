compile("lambda: "*20000+"1","x","exec")
