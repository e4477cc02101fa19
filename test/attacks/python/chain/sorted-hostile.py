# attack: chain's items are sorted by a key function that deletes what is sorted; values that cannot be compared
# fence: sorted works on a list of its own
# step: deploy attack [] => success [[0, 1, 2, 3], 0, 'TypeError']
def vanish(key):
    del chain[key]
    return key


for i in (3, 1, 0, 2):
    chain[i] = {"n": i}
order = sorted(list(chain), key=vanish)
left = len(chain)
chain.update({"a": {}, "b": {}})
try:
    sorted(chain.items(), key=lambda item: item[1])
    end = "sorted"
except TypeError:
    end = "TypeError"
finish([order, left, end])
