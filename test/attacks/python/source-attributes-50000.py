compile("a"+".b"*50000,"x","eval")
