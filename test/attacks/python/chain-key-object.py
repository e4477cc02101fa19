class Key(str):
    pass


chain[Key("k")] = 1
