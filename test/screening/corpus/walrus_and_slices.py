data = bytearray(range(10))
view = memoryview(data)[2:5]
view[0] = 255
del view
chunks = []
while chunk := bytes(data[:4]):
    chunks.append(chunk)
    data = data[4:]
letters = list("abcdef")
letters[1:3] = "XYZ"
del letters[-2:]
letters[::2], odd = letters[::2][::-1], letters[1::2]
finish([chunks, letters, odd, (*range(3), *"ab"), {**{"a": 1}, "b": 2}])
