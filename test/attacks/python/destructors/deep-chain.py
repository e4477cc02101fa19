# attack: 100,000 objects with destructors, each holding the next, are freed at once
# fence: the trashcan bounds the depth; or the height limit ends it (SEMANTICS 4)
# fuel: 200_000_000
# step: deploy attack [] => *
class Link:
    count = 0

    def __init__(self, following):
        self.following = following

    def __del__(self):
        Link.count += 1


head = None
for _ in range(100_000):
    head = Link(head)
del head
finish(Link.count)
