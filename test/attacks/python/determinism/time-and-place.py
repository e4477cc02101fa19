# attack: the clock, the language, the environment and the process are looked for: in names, types, errors and functions
# fence: nothing of the machine is in the image
# screened: S105
# step: deploy attack [] => success ['upper', 'ı', '1,234.5', '1234.5', []]
names = "time clock datetime getenv environ locale platform getpid urandom random secrets uuid thread_ident".split()
reached = dir(object) + list(globals()) + [n for c in object.__subclasses__() for n in dir(c)]
finish(["UPPER".lower(), "\u0131", f"{1234.5:,}", f"{1234.5:n}", [n for n in names if n in reached]])
