# What CPython has and a contract has not.
finish([name for name in ("open", "input", "breakpoint", "exit", "quit", "help") if name in dir(__builtins__)])
