# attack: searches that are quadratic if done naively, in texts of a million characters
# fence: CPython's two-way search is linear; metered
# fuel: 400_000_000
# step: deploy attack [] => success [-1, 0, -1, False]
hay = "a" * 400_000
finish([hay.find("a" * 1999 + "b"), hay.count("a" * 1999 + "b"), hay.rfind("b" + "a" * 1999), ("ab" * 999 + "c") in hay])
