file = open("x")  #: S104 7-11
answer = input()  #: S104 9-14
breakpoint()  #: S104 0-10
exit(0)  #: S104 0-4
with open("y") as other: pass  #: S104 5-9
file.open(), file.input
opened = "open"
