class Refused(Exception):
    pass


try:
    {}[("alice", 7, b"\x00k", 2.5, None)]
except KeyError:
    raise Refused("quota", 12, object(), 10**30)
