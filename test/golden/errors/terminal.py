print("\x1b[2Jcleared", end="\r")
try:
    raise ValueError("\x1b]0;title\x07 two\nlines \u202eesrever")
finally:
    note = "a\u202eb" + 1  # text that turns around
