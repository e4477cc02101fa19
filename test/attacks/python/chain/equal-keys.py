# attack: keys that are equal and of other types: 1, 1.0, True, 0.0, -0.0, False, 2**70 and 2.0**70, in tuples too
# fence: one entry each; keys are normalised (SEMANTICS 11), the value is the last one
# step: deploy attack [] => success 5
# step: call attack ["look"] => success [5, 'c', 'f', 'h', 'j', 'l']
if not args:
    for key, value in ((1, "a"), (1.0, "b"), (True, "c"), (0.0, "d"), (-0.0, "e"), (False, "f"), (2**70, "g"), (2.0**70, "h"),
                       ((1, 0), "i"), ((1.0, False), "j"), (((1,),), "k"), (((True,),), "l")):
        chain[key] = value
    finish(len(chain))
finish([len(chain), chain[1], chain[0], chain[2.0**70], chain[True, 0], chain[((1.0,),)]])
