# attack: 300 tracebacks of 900 frames
# fence: they are freed as they go; deallocation depth is bounded
# step: deploy attack [] => success None
def f(n):
  if n==0: raise ValueError("x")
  f(n-1)
for i in range(300):
  try: f(900)
  except ValueError: pass
