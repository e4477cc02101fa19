# attack: % with a dict that formats itself for every missing key
# fence: CPython counts C recursion
# step: deploy attack [] => revert REVERT: RecursionError: maximum recursion depth exceeded...
class Growing(dict):
    def __missing__(self, key):
        return ("%(" + key + "x)s") % self


finish("%(a)s" % Growing())
