# attack: call with addresses, args, value and fuel that are no such thing, subclasses, negative, huge, surrogates
# fence: TypeError and ValueError before anything is called; bad addresses are refused
# step: deploy attack [] => success ['BAD_ADDRESS', 'TypeError', 'ValueError']
class Text(str):
    pass


class Items(list):
    def __iter__(self):
        chain["ran"] = 1
        return iter([])


own = "0x" + "99" * 20
ends = set()
for rest, names in (
    (("", []), {}), (("0x", []), {}), ((own.upper(), []), {}), ((own + "0", []), {}), (("\0" * 42, []), {}), (("x" * 100_000, []), {}),
    ((5, []), {}), ((b"0x", []), {}), ((own,), {}), ((own, (1,)), {}), ((own, Items([1])), {}), ((own, {}), {}), ((own, None), {}),
    ((own, []), {"value": -1}), ((own, []), {"value": 2**128}), ((own, []), {"value": 1.0}), ((own, []), {"value": True}),
    ((own, []), {"fuel": -1}), ((own, []), {"fuel": "1"}), ((own, []), {"gas": 1}), ((own, [object()]), {}), (("\ud800", []), {}),
):
    try:
        call(*rest, **names)
        ends.add("called")
    except CallRefused as error:
        ends.add(error.code)
    except (TypeError, ValueError) as error:
        ends.add("ValueError" if isinstance(error, ValueError) else "TypeError")
finish(sorted(ends))
