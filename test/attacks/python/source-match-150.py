compile("match x:\n case "+"["*150+"]"*150+":\n  pass","x","exec")
