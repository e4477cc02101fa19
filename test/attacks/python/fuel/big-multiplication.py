# attack: squaring until an int has millions of digits: few bytecodes, much work in C
# fence: C is metered like all code
# fuel: 200_000_000
# step: deploy attack [] => halt OUT_OF_FUEL
x = 3
for _ in range(60):
    x = x * x
