ROLES = {"admin": {"read", "write", "grant"}, "editor": {"read", "write"}, "guest": {"read"}}


def may(role, *actions):
    return set(actions) <= ROLES.get(role, set())


assert may("admin", "grant") and not may("guest", "write")
assert ROLES["editor"] & ROLES["guest"] == {"read"}
assert ROLES["admin"] - ROLES["editor"] == {"grant"}
chain["roles"] = {role: sorted(actions) for role, actions in ROLES.items()}
frozen = frozenset(ROLES)
finish(sorted(frozen ^ {"guest", "owner"}))
