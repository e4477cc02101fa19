# attack: a flush fails after it has opened new dicts; then they are deleted before any flush succeeds; later flushes collect
# fence: a dict that was never stored has no records to collect
# step: deploy attack [] => success ['TypeError', 'CallRefused']
# step: send attack ["more"] => success ['TypeError', 'CallRefused']
# step: send attack ["more"] => success ['TypeError', 'CallRefused']
# step: call attack ["look"] => success {'kept': {'n': {'m': 1}}}
if args == ["look"]:
    finish(chain)
ends = []
for i in range(10):
    chain[i] = {"deep": {"deeper": {"n": i}}}
chain["bad"] = {"x": {"y": object()}}
for attempt in range(2):
    try:
        call("0x" + "77" * 20, [])
    except (TypeError, CallRefused) as error:
        ends.append(type(error).__name__)
    for key in list(chain):
        del chain[key]
    chain["kept"] = {"n": {"m": 1}}
finish(ends)
