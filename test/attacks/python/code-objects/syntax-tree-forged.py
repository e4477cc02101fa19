# attack: compile() gives a syntax tree, which is changed into what no source can say and compiled again
# fence: CPython validates trees before it compiles them
# screened: S103
# step: deploy attack [] => success ...
tree = compile("x = 1", "f", "exec", 0x400)
Tree = type(tree)
assign = tree.body[0]
ends = []


def attempt(change):
    global tree
    tree = compile("x = 1", "f", "exec", 0x400)
    try:
        change(tree)
        compile(tree, "f", "exec")
        ends.append("compiled")
    except (TypeError, ValueError, SyntaxError, RecursionError, OverflowError) as error:
        ends.append(type(error).__name__)


attempt(lambda t: setattr(t.body[0], "value", None))
attempt(lambda t: setattr(t.body[0].value, "value", [1]))
attempt(lambda t: setattr(t.body[0].value, "value", t))
attempt(lambda t: setattr(t.body[0].targets[0], "id", "None"))
attempt(lambda t: setattr(t.body[0].targets[0], "id", 5))
attempt(lambda t: setattr(t.body[0], "targets", []))
attempt(lambda t: setattr(t.body[0], "lineno", 2**40))
attempt(lambda t: setattr(t.body[0], "lineno", -5))
attempt(lambda t: t.body.append(t.body))
attempt(lambda t: setattr(t, "body", 5))
attempt(lambda t: t.body.append(t))
finish(ends)
