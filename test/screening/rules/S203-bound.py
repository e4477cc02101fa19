def hash(text): return text + "!"
hash("own")
for id in range(2): id(1)
