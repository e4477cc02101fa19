# attack: value is sent that nobody has: to itself, to a contract, to nobody, by delegate, all of 2^128
# fence: BALANCE (SEMANTICS 19); values are ints from 0 to 2^128 - 1
# step: deploy attack [] => success ['BALANCE', 'BALANCE', 'BALANCE', 'TypeError', 'ValueError', 0]
ends = []
for way in (
    lambda: call("0x" + "99" * 20, [], value=1), lambda: call(address, [], value=1),
    lambda: call("0x" + "99" * 20, [], value=2**128 - 1), lambda: delegate_call(address, [], value=1),
    lambda: call("0x" + "99" * 20, [], value=-1),
):
    try:
        ends.append(way())
    except CallRefused as error:
        ends.append(error.code)
    except (TypeError, ValueError) as error:
        ends.append(type(error).__name__)
finish(ends + [value])
