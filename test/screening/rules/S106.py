getattr(print, "__self__")  #: S106 15-25
names = ["f_back", "x"]  #: S106 9-17
vars(print)["__globals__"]  #: S106 12-25
hasattr(1, "__" "mro__")  #: S106 11-23
getattr(1, "real"), hasattr(1, "__class__")
"the attribute __globals__ is not read here", "__globals", "globals__", b"__globals__"
