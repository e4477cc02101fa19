compile("a"+"()"*50000,"x","eval")
