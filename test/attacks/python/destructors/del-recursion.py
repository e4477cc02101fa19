# attack: a destructor that makes another of its kind, for ever
# fence: fuel: every loop and every call is metered
# step: deploy attack [] => halt OUT_OF_FUEL
class A:
  def __del__(s): A()
A()
