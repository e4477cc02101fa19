# attack: dicts of 50,000 levels, plain and half stored, are assigned and flushed
# fence: the flush goes node by node and stops at 64 levels, without recursion in C
# step: deploy attack [] => revert REVERT: ValueError: ...
# step: deploy attack ["caught"] => success ['ValueError', 1]
deep = {}
for _ in range(50_000):
    deep = {"d": deep}
chain["kept"] = 1
chain["deep"] = deep
if args:
    try:
        call("0x" + "77" * 20, [])
        end = "stored"
    except CallRefused:
        end = "stored"
    except ValueError as error:
        end = "ValueError"
    del chain["deep"]
    finish([end, len(chain)])
