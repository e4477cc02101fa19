# attack: a source that does not compile
# fence: INVALID_CODE (SEMANTICS 13)
# screened: S001
# step: deploy attack [] => halt INVALID_CODE S001
def f(:
    pass
