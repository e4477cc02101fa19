# attack: keys and values with lone surrogates, null characters, combining and normalised forms
# fence: lone surrogates are an error (SEMANTICS 11); texts are their code points, nothing is normalised
# step: deploy attack [] => success ['UnicodeEncodeError', 'UnicodeEncodeError', 4]
# step: call attack ["look"] => success [1, 2, 3, 4]
if args:
    finish([chain["\0"], chain["\u00e9"], chain["e\u0301"], chain[""]])
ends = []
for key, value in (("\ud800", 1), ("x", "\udfff")):
    try:
        chain[key] = value
        call("0x" + "77" * 20, [])
        ends.append("stored")
    except CallError:
        ends.append("stored")
    except ValueError as error:
        ends.append("UnicodeEncodeError")
    chain.pop(key, None)
chain.update({"\0": 1, "\u00e9": 2, "e\u0301": 3, "": 4})
finish(ends + [len(chain)])
