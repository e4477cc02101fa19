def f(*a): return __import__("math",*a)
result = f().pi
finish(result)
