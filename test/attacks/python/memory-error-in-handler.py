hoard = []
try:
    while True:
        hoard.append(bytes(1000))
except MemoryError:
    hoard.append(bytes(1000))
