def quick(items):
    if len(items) < 2:
        return items
    pivot, *rest = items
    return quick([x for x in rest if x < pivot]) + [pivot] + quick([x for x in rest if x >= pivot])


def merge(items):
    if len(items) < 2:
        return items
    half = len(items) // 2
    left, right = merge(items[:half]), merge(items[half:])
    out = []
    while left and right:
        out.append((left if left[0] <= right[0] else right).pop(0))
    return out + left + right


values = [(i * 7919) % 101 for i in range(60)]
assert quick(values) == merge(values) == sorted(values)
