# attack: 300 arguments, 70,000 constants, 5,000 locals, 3,000 keyword arguments, 40,000 lines, one line of a megabyte
# fence: none is limited but by memory and fuel
# fuel: 3_000_000_000
# screened: S103
# step: deploy attack [] => success [300, 10000, 5000, 'compiled', 'compiled']
space = {}
exec("def f(" + ", ".join("a%d" % i for i in range(300)) + "): return a299 + 1", space)
first = space["f"](*range(300))
exec("def g(): return [" + ", ".join("%d.5" % i for i in range(10_000)) + "]", space)
exec("def h():\n" + "".join(" v%d = %d\n" % (i, i) for i in range(5000)) + " return len(locals())", space)
ends = [first, len(space["g"]()), space["h"]()]
for source in ("\n" * 40_000 + "x = 1", "x = '" + "y" * 1_000_000 + "'"):
    compile(source, "f", "exec")
    ends.append("compiled")
finish(ends)
