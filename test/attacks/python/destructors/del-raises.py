# attack: destructors that raise
# fence: CPython writes such exceptions to stderr, which is not there
# step: deploy attack [] => success 'unaffected'
class Bomb:
    def __del__(self):
        raise ValueError("from __del__")


bomb = Bomb()
del bomb
Bomb()
last = Bomb()
finish("unaffected")
