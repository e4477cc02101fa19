class A:
  def __del__(s): A()
A()
