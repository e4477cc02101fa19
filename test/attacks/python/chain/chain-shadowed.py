# attack: the name chain is bound to another dict
# fence: rebinding changes nothing stored (SEMANTICS 16)
# step: deploy attack [] => success None
chain["kept"] = 1
chain = {"lost": 2}
chain["lost too"] = 3
