# attack: 99 nested blocks, which is legal
# fence: at most 100 levels of indentation
# screened: S103
# step: deploy attack [] => success None
s="".join(" "*i+"if 1:\n" for i in range(99))+" "*99+"pass\n"
exec(s)
