# attack: exceptions that are their own cause and context, and loops of three, raised and handled a hundred times
# fence: CPython breaks loops of context where it sets them; nothing walks them to the end
# step: deploy attack [] => revert REVERT: KeyError: c
a, b, c = ValueError("a"), TypeError("b"), KeyError("c")
a.__cause__, b.__cause__, c.__cause__ = b, c, a
a.__context__, b.__context__ = b, a
for _ in range(100):
    try:
        raise a
    except ValueError:
        try:
            raise b
        except TypeError:
            try:
                raise c from c
            except KeyError:
                pass
raise c from c
