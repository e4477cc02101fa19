def dict_ops(n):
    squares = {}
    for i in range(n):
        squares[i] = i * i
    for i in range(0, n, 2):
        del squares[i]
    return sum(value for key, value in squares.items() if key in squares)


finish(dict_ops(1_000))
