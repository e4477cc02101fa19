# attack: a sort of 100,000 objects with a comparison in Python that lies
# fence: metered; a sort ends whatever the comparison says
# fuel: 400_000_000
# step: deploy attack [] => halt OUT_OF_FUEL
class Liar:
    turn = 0

    def __lt__(self, other):
        Liar.turn = Liar.turn * 1103515245 + 12345 & 0x7FFFFFFF
        return Liar.turn & 1


sorted([Liar() for _ in range(100_000)])
