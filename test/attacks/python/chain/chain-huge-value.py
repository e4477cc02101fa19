# attack: a value of 1 MiB and a head
# fence: a value has at most 1 MiB (SEMANTICS 11)
# step: deploy attack [] => revert REVERT: ValueError: chain['x']: value is larger than 1 MiB
chain["x"] = b"." * 1_048_576
