# attack: host.call is used to write
# fence: a query's effects are dropped (SEMANTICS 21)
# step: deploy attack [] => success 1
# alike: 2 3
# step: call attack [] => success 2
# step: call attack [] => success 2
# step: send attack [] => success 2
# step: call attack [] => success 3
chain["n"] = chain.get("n", 0) + 1
finish(chain["n"])
