# attack: the same as the argument of a call: the decoder builds the dict before the script starts
# fence: the decoder is metered too
# step: deploy attack [{"$dict": [[2147483647, 1], [4294967294, 2], [6442450941, 3], [8589934588, 4]]}] => success [4, {0}]
finish([len(args[0]), {hash(key) for key in args[0]}])
