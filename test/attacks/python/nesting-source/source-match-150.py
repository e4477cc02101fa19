# attack: a pattern of 150 nested lists, which is legal
# fence: the symbol table and the compiler count their depth
# screened: S103
# step: deploy attack [] => success None
compile("match x:\n case "+"["*150+"]"*150+":\n  pass","x","exec")
