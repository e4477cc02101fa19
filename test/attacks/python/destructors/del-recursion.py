# attack: a destructor that makes another of its kind, for ever
# fence: fuel: every loop and every call is metered
# fuel: 200_000_000
# step: deploy attack [] => halt OUT_OF_FUEL
class A:
  def __del__(s): A()
A()
