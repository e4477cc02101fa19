class Base(Exception):
    def __init__(self, code, *rest):
        super().__init__(*rest)
        self.code = code


class NotFound(Base):
    pass


def find(key):
    try:
        return {"a": 1}[key]
    except KeyError as error:
        raise NotFound(404, key) from error
    finally:
        found.append(key)


found, caught = [], []
for key in ("a", "b"):
    try:
        find(key)
    except (NotFound, TypeError) as error:
        caught.append([error.code, repr(error.__cause__)])
        error.add_note("looked everywhere")
    else:
        caught.append("fine")
try:
    raise ExceptionGroup("two", [ValueError(1), NotFound(1)])
except* ValueError as group:
    caught.append(len(group.exceptions))
except* Base:
    caught.append("base")
finish([found, caught])
