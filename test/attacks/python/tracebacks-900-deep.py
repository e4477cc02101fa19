def f(n):
  if n==0: raise ValueError("x")
  f(n-1)
for i in range(300):
  try: f(900)
  except ValueError: pass
