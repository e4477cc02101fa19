# runs: 1500
# args: 80
pass
