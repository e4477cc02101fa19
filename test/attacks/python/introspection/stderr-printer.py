# attack: the one class that writes to file descriptors is instantiated in every way
# fence: it cannot be made from Python, and there are no descriptors
# screened: S105
# step: deploy attack [] => success ['TypeError', 'TypeError', 'TypeError', 'TypeError']
Printer = next(c for c in object.__subclasses__() if c.__name__ == "stderrprinter")
ends = []


def derive():
    class Mine(Printer):
        pass


for way in (Printer, lambda: object.__new__(Printer), lambda: Printer.write(None, "x"), derive):
    try:
        way()
        ends.append("made")
    except TypeError as error:
        ends.append(type(error).__name__)
finish(ends)
