"{0.__globals__}".format(1)  #: S107 0-17
template = "{x[0].__class__.__mro__!r:>5}"  #: S107 11-42
"{x[__builtins__]}".format_map({})  #: S107 0-19
f"{{a.__code__}}"  #: S107 2-16
"{x.__class__.__name__} {0.real} {x[key]}".format(1, x=2)
"x.__globals__", "{x} .__globals__", f"{1}.__code__"
"{" "}", "{.", "{0[", "{x.y" "." * 3
