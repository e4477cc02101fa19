class Unpaid(Exception):
    pass


def price(items):
    try:
        return items["tea"]
    except KeyError as error:
        raise LookupError("no price") from error


try:
    price({})
except LookupError:
    raise Unpaid("nothing was sold")
