# attack: a list doubles until memory ends, then the contract goes on with what is left
# fence: memory is bounded (256 pages): MemoryError can be caught, and nothing is lost but what did not fit
# step: deploy attack [] => success ['MemoryError', True]
hoard = [0]
try:
    while True:
        hoard += hoard
except MemoryError:
    end = "MemoryError"
size = len(hoard)
hoard = None
finish([end, size >= 2**20])
