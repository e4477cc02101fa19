# attack: values at the edges: ints of 2^65536, nan, -0.0, sets with equal elements, 64 and 65 levels, empty containers
# fence: SEMANTICS 11
# step: deploy attack [0] => revert REVERT: ValueError: value: integer has more than 65536 bits
# step: deploy attack [1] => success [nan, inf, -inf, -0.0]
# step: deploy attack [2] => success {0, 1, 'a'}
# step: deploy attack [3] => revert REVERT: ValueError: value[0][0][0][0][0][0][0][0]...: nested more than 64 deep (or contains itself)
# step: deploy attack [4] => success [[], (), {}, set(), b'', '', None]
deep = 1
for _ in range(65):
    deep = [deep]
finish([1 << 65536, [float("nan"), float("inf"), float("-inf"), -0.0], {True, 0.0, "a"}, deep, [[], (), {}, set(), b"", "", None]][args[0]])
