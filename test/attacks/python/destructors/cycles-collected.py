# attack: 8,000 cycles with destructors that make cycles: the collector runs when it likes
# fence: it is counted by allocations, so it runs at the same place on every machine
# step: deploy attack [] => success ...
# alike: 2 3
# step: call attack [] => success ...
# step: call attack [] => success ...
class Node:
    made = died = 0

    def __init__(self):
        Node.made += 1
        self.me = self

    def __del__(self):
        Node.died += 1
        if Node.made < 10_000 and Node.died % 4 == 0:
            Node()


for _ in range(8_000):
    Node()
finish([Node.made, Node.died])
