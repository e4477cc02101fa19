# attack: __import__ by its arguments
# fence: the guard hands out the three libraries only
# screened: S103
# step: deploy attack [] => success 3.141592653589793
def f(*a): return __import__("math",*a)
result = f().pi
finish(result)
