# attack: print of escape sequences, of megabytes, with a sep and end of megabytes, with file objects that have code
# fence: output is bounded by bytes, charged, and no part of consensus; file is ignored
# step: deploy attack [] => success ['TypeError', 'None']
class File:
    def write(self, text):
        chain["written"] = 1

    flush = write


ends = []
print("\x1b[2J\x1b]0;title\x07\0\r\n" * 1000, file=File(), flush=True)
print("a", "b", sep="s" * 1_000_000, end="e" * 1_000_000)
try:
    print("x", sep=5)
except TypeError as error:
    ends.append(type(error).__name__)
finish(ends + [repr(print(sep="", end=""))])
