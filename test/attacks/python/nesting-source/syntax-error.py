# attack: a source that does not compile
# fence: INVALID_CODE (SEMANTICS 13)
# step: deploy attack [] => halt INVALID_CODE (SyntaxError: invalid syntax)
def f(:
    pass
