def share(total, parts):
    return [
        total // part
        for part in parts
    ]


result = max(
    share(10, [1, 2]),
    share(
        10, [5, 0]),
)
