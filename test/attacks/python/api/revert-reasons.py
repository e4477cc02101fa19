# attack: reasons that are no text, of a megabyte, of surrogates, of null characters, of a str subclass with code
# fence: a reason is text, cut at 1 KiB at a whole character (SEMANTICS 13)
# step: deploy attack [0] => revert REVERT: TypeError: ...
# step: deploy attack [1] => revert REVERT: éééé...
# step: deploy attack [2] => revert REVERT: ?x
# step: deploy attack [3] => revert REVERT: text
# step: deploy attack [4] => revert REVERT: TypeError: ...
class Text(str):
    def __str__(self):
        chain["ran"] = 1
        return "other"

    encode = __repr__ = __str__


revert(*[[5], ["\u00e9" * 500_000], ["\ud800x"], [Text("text")], [None, 1]][args[0]])
