# attack: a dict that holds itself, and chain that holds itself and its views
# fence: ValueError with the path (SEMANTICS 16); an own mapping may refuse earlier
# step: deploy attack [] => success ['ValueError', 'ValueError', 'ValueError']
# step: call attack ["look"] => success {'kept': 1}
if args:
    finish(chain)
chain["kept"] = 1
first, second = {}, {}
first["second"] = second
second["first"] = first
own = {}
own["own"] = [own]
ends = []
for value in (first, own, chain):
    try:
        chain["x"] = value
        call("0x" + "77" * 20, [])
        ends.append("stored")
    except CallError:
        ends.append("stored")
    except (ValueError, TypeError):
        ends.append("ValueError")
    chain.pop("x", None)
finish(ends)
