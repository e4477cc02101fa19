if new: revert  #: S204 8-14
self_destruct  #: S204 0-13
finish  #: S204 0-6
f = revert
args
[revert, call]
revert("reason")
