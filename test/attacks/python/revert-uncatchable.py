try:
    revert("for good")
except BaseException:
    chain["caught"] = True
finally:
    chain["finally"] = True
