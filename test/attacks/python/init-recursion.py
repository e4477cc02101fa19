class A:
  def __init__(s): A()
A()
