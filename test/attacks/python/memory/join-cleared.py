# attack: b"".join(list) with an object whose __buffer__ clears the list
# fence: whatever it reads is the guest's own memory
# step: deploy attack [] => *
class Evil:
    def __buffer__(self, flags):
        parts.clear()
        return memoryview(b"evil")


parts = [b"a", Evil(), b"b" * 100, b"c" * 100]
finish(b"-".join(parts))
