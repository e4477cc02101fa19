# A small JSON writer and reader.
def write(value):
    match value:
        case None: return "null"
        case bool(): return str(value).lower()
        case int() | float(): return repr(value)
        case str(): return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
        case list() | tuple(): return "[" + ",".join(map(write, value)) + "]"
        case dict(): return "{" + ",".join(f"{write(k)}:{write(v)}" for k, v in value.items()) + "}"
        case _: raise TypeError(type(value).__name__)


def read(text):
    value, rest = read_value(text)
    assert not rest.strip()
    return value


def read_value(text):
    text = text.lstrip()
    for word, value in (("null", None), ("true", True), ("false", False)):
        if text.startswith(word):
            return value, text[len(word):]
    if text[0] == "[":
        items, text = [], text[1:].lstrip()
        while not text.startswith("]"):
            item, text = read_value(text)
            items.append(item)
            text = text.lstrip().removeprefix(",")
        return items, text[1:]
    if text[0] == '"':
        end = text.index('"', 1)
        return text[1:end], text[end + 1:]
    end = next((i for i, c in enumerate(text) if c not in "-0123456789"), len(text))
    return int(text[:end]), text[end:]


data = [1, -20, "text", [True, None], []]
assert read(write(data)) == data
finish(write({"a": [1.5, {"b": 'say "hi"'}]}))
