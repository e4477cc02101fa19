# attack: null bytes, form feeds, byte order marks, invisible and bidirectional characters, names that normalise to others
# fence: the tokenizer decides; two names that are one after NFKC would need unicodedata: a syntax error
# screened: S103
# step: deploy attack [] => success ...
ends = []
for source in ("x = 1\0", "\x0cx = 1", "\ufeffx = 1", "x\u200b = 1", "x = '\u202e1'", "\ufb01nish = 1", "\u212a = 1", "x = \u0661",
               "# coding: latin-1\nx = '\u00e9'", "x = 1\r\rx = 2", "\\\nx = 1", "if 1:\n\tx = 1\n        x = 2", "x = 1_000__0"):
    try:
        compile(source, "f", "exec")
        ends.append("compiled")
    except (SyntaxError, ValueError, ImportError) as error:
        ends.append(type(error).__name__)
finish(ends)
