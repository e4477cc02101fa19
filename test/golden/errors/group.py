def check(order):
    problems = []
    for field, least in (("amount", 1), ("price", 10)):
        try:
            if order[field] < least:
                raise ValueError(f"{field} is below {least}")
        except (KeyError, ValueError) as error:
            error.add_note(f"while looking at {field}")
            problems.append(error)
    if problems:
        raise ExceptionGroup("the order is wrong", problems)


check({"amount": 0})
