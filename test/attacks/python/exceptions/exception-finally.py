# attack: twice as many calls on every level, from finally
# fence: fuel: every loop and every call is metered
# fuel: 200_000_000
# step: deploy attack [] => halt OUT_OF_FUEL
def f(n):
 try:
  return f(n+1)
 finally:
  f(n+1)
f(0)
