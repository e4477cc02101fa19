# attack: 22 nested loops, 22 with, 22 try, 101 levels of indentation, 100 nested functions, 100 nested classes
# fence: CPython's own limits: 21 blocks, 100 indentations
# screened: S103
# step: deploy attack [] => success ['SyntaxError', 'SyntaxError', 'SyntaxError', 'IndentationError', 'compiled', 'compiled']
ends = []
for head, count in (("for i in x:", 22), ("with x:", 22), ("try:", 22), ("if x:", 101), ("def f():", 99), ("class C:", 99)):
    source = "".join(" " * i + head + "\n" for i in range(count)) + " " * count + "pass\n"
    if head == "try:":
        source += "".join(" " * i + "finally: pass\n" for i in reversed(range(count)))
    try:
        compile(source, "f", "exec")
        ends.append("compiled")
    except (SyntaxError, MemoryError, RecursionError) as error:
        ends.append(type(error).__name__)
finish(ends)
