# attack: a text that executes itself
# fence: CPython counts C and Python recursion (400 and 1,000 levels): an exception, not a broken stack
# screened: S103
# step: deploy attack [] => revert REVERT: RecursionError: maximum recursion depth exceeded during compilation
s="exec(s)"
exec(s)
