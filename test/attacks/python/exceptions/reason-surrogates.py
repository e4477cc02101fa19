# attack: a long reason with a lone surrogate
# fence: replaced by a question mark, cut at a whole character (SEMANTICS 13)
# step: deploy attack [] => revert REVERT: ValueError: ?éééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééé...
raise ValueError("\ud800" + "é" * 2000)
