# attack: local variables of a waiting caller are changed through its frame
# fence: PEP 667 allows it, within the contract's own frames: there are no others
# screened: S105
# step: deploy attack [] => success [99, ['<module>', 'caller', 'meddle'], True]
def frame_of(error):
    return error.__traceback__.tb_frame


def meddle():
    try:
        raise ValueError
    except ValueError as error:
        frame = frame_of(error)
    names = []
    at = frame
    while at is not None:
        names.append(at.f_code.co_name)
        at = at.f_back
    frame.f_back.f_locals["local"] = 99
    return names[::-1], at is None


def caller():
    local = 1
    names, is_top = meddle()
    return [local, names, is_top]


finish(caller())
