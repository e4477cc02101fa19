# attack: attributes are read by format strings, which no screening of attributes sees
# fence: what they reach is the contract's own; there is nothing else
# screened: S107
# step: deploy attack [] => success ['<function ', False, False, 'AttributeError', 'KeyError']
import hashlib

ends = ["{0}".format(hashlib.new)[:10]]
text = "{0.__globals__}".format(hashlib.new)
ends += ["'sys'" in text, "'open'" in text]
for template in ("{0.__globals__.sys}", "{0.__globals__[sys]}"):
    try:
        ends.append(template.format(hashlib.new))
    except (AttributeError, KeyError) as error:
        ends.append(type(error).__name__)
finish(ends)
