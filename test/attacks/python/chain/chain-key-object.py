# attack: a key of a subclass of str
# fence: keys are exact types: what a subclass adds could not be stored
# step: deploy attack [] => revert REVERT: TypeError: chain: key of type Key
class Key(str):
    pass


chain[Key("k")] = 1
