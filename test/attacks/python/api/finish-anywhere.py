# attack: finish within a comprehension, a key function, a __del__, a lambda default, an except handler, a nested call of itself
# fence: the first finish ends the run; its argument is evaluated before
# step: deploy attack [] => success 'inner'
# step: send attack ["sort"] => success 3
# step: send attack ["handler"] => success 'handled'
if args == ["sort"]:
    sorted([3, 1, 2], key=finish)
if args == ["handler"]:
    try:
        1 / 0
    except ZeroDivisionError:
        finish("handled")
    finally:
        finish("finally")
finish([finish("inner") for _ in range(3)])
