# attack: an uncaught exception that carries chain, functions and frames
# fence: only the type's name and an exact str leave the guest (SEMANTICS 13)
# screened: S105
# step: deploy attack [] => revert REVERT: Carrier
class Carrier(Exception):
    pass


error = Carrier(chain, finish, globals())
error.add_note("note with " + repr(globals())[:100])
error.frame = (lambda: 0).__code__
raise error
