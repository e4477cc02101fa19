compile("[x "+"for x in y "*20000+"]","x","exec")
