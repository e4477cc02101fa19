# attack: functions, modules, generators, types, exceptions, views, chain's own iterators and slices are stored
# fence: only values of SEMANTICS 11 are stored; each is refused at the flush, and nothing is written
# step: deploy attack [] => success None
# step: send attack [0] => revert REVERT: TypeError: chain['x']: function
# step: send attack [1] => revert REVERT: TypeError: chain['x']: module
# step: send attack [2] => revert REVERT: TypeError: chain['x']: generator
# step: send attack [3] => revert REVERT: TypeError: chain['x']: type
# step: send attack [4] => revert REVERT: TypeError: chain['x']: dict_keys
# step: send attack [5] => revert REVERT: TypeError: chain['x']: range
# step: send attack [6] => revert REVERT: TypeError: chain['x']: complex
# step: send attack [7] => revert REVERT: TypeError: chain['x'][0]: memoryview
# step: send attack [8] => revert REVERT: TypeError: chain['x']: object
# step: call attack ["look"] => success {'kept': 1}
import math

if not args:
    chain["kept"] = 1
    finish()
if args == ["look"]:
    finish(chain)
chain["y"] = 1
chain["x"] = [
    lambda: 0, math, (i for i in []), int, {}.keys(), range(3), 1j, [memoryview(b"x")], object()
][args[0]]
