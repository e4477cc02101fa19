# attack: a class with 3,000 bases, one after another: quadratic work
# fence: fuel: every loop and every call is metered
# fuel: 200_000_000
# step: deploy attack [] => halt OUT_OF_FUEL
class A: pass
for i in range(3000): A=type("A",(A,),{})
result = A().__class__.__name__
finish(result)
