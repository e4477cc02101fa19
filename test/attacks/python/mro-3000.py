class A: pass
for i in range(3000): A=type("A",(A,),{})
result = A().__class__.__name__
finish(result)
