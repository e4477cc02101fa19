# attack: an object comes back to life in its destructor, again and again, and holds itself
# fence: a destructor runs once for an object (PEP 442)
# step: deploy attack [] => success [1, True]
class Undead:
    def __del__(self):
        grave.append(self)


grave = []
thing = Undead()
del thing
for _ in range(10):
    if grave:
        again = grave.pop()
        del again
alive = Undead()
kept = alive
del alive
finish([len(grave) + 1, kept is not None])
