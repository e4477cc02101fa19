# attack: a literal of 5,000 digits in the source
# fence: the compiler has the same limit; the source is INVALID_CODE
# screened: S103
# step: deploy attack [] => success ...
try:
    eval("9" * 5000)
    end = "compiled"
except SyntaxError as error:
    end = str(error)
finish(end)
