chain["kept"] = 1
chain = {"lost": 2}
chain["lost too"] = 3
