compile("if 1:\n pass\n"+"elif 1:\n pass\n"*20000,"x","exec")
