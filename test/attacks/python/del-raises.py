class Bomb:
    def __del__(self):
        raise ValueError("from __del__")


bomb = Bomb()
del bomb
Bomb()
last = Bomb()
finish("unaffected")
