# attack: SystemExit, KeyboardInterrupt, GeneratorExit and a BaseException of one's own leave the module
# fence: each is an uncaught exception like any other: a revert; no process ends
# step: deploy attack [0] => revert REVERT: SystemExit
# step: deploy attack [1] => revert REVERT: KeyboardInterrupt: stop
# step: deploy attack [2] => revert REVERT: GeneratorExit
# step: deploy attack [3] => revert REVERT: Mine: base
# step: deploy attack [4] => revert REVERT: MemoryError: mine
class Mine(BaseException):
    pass


raise [SystemExit(3), KeyboardInterrupt("stop"), GeneratorExit(5), Mine("base"), MemoryError("mine")][args[0]]
