# attack: list[list[...]] and int | (str | ...) 20,000 deep are shown, compared and hashed
# fence: CPython counts C recursion, or the height limit ends it
# step: deploy attack ["show"] => *
# step: deploy attack ["compare"] => *
# step: deploy attack ["hash"] => *
left = right = int
for _ in range(20_000):
    left, right = list[left], list[right]
way = {"show": lambda: len(repr(left)), "compare": lambda: left == right, "hash": lambda: hash(left)}[args[0]]
try:
    finish(way())
except RecursionError:
    finish("RecursionError")
