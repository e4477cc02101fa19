# attack: finish with what is no value
# fence: the encoder knows exact types only
# step: deploy attack [] => revert REVERT: TypeError: value: builtin_function_or_method
finish(finish)
