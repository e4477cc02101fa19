# attack: builtins that reach outside: open, input, breakpoint, exit, quit, help
# fence: there is no file, terminal or debugger
# screened: S103
# step: deploy attack [] => success []

# What CPython has and a contract has not.
finish([name for name in ("open", "input", "breakpoint", "exit", "quit", "help") if name in dir(__builtins__)])
