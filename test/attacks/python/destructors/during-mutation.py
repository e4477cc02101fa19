# attack: elements whose destructors empty the list, dict and set that is just being cleared, sliced or overwritten
# fence: containers detach what they drop before they drop it
# step: deploy attack [] => success ...
class Meddler:
    def __del__(self):
        box.clear()
        if isinstance(box, list):
            box.extend([1, 2, 3])
        elif isinstance(box, dict):
            box.update({i: i for i in range(50)})
        else:
            box.update(range(50))


ends = []
for make, ways in (
    (lambda: [Meddler() for _ in range(5)], ("clear", "slice", "set", "pop", "grow")),
    (lambda: {i: Meddler() for i in range(5)}, ("clear", "set", "pop", "update")),
    (lambda: {Meddler() for _ in range(5)}, ("clear", "update")),
):
    for way in ways:
        box = make()
        if way == "clear":
            box.clear()
        elif way == "slice":
            box[1:3] = [0] * 9
        elif way == "set":
            box[0] = 5
        elif way == "pop":
            box.pop(0) if isinstance(box, list) else box.pop(0)
        elif way == "grow":
            box *= 0
        elif isinstance(box, dict):
            box.update({0: 1, 1: 2})
        else:
            box.difference_update(list(box))
        ends.append(len(box))
        keep, box = box, []
        keep.clear()
finish(ends)
