# attack: the classic: from object to all classes, in search of one that opens, loads or starts something
# fence: there is none in the image
# screened: S105
# step: deploy attack [] => success []
wanted = "loader importer popen fileio wrap_close quitter catch_warnings socket textiowrapper printer repl module_type"
seen = set()
queue = [object]
while queue:
    kind = queue.pop()
    if kind in seen:
        continue
    seen.add(kind)
    queue.extend(type.__subclasses__(kind))
finish(sorted(k.__name__ for k in seen for name in wanted.split()
              if k.__name__.lower().endswith(name) and k.__name__ not in ("stderrprinter",)))
