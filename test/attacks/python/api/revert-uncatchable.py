# attack: revert within try, except BaseException and finally
# fence: revert leaves the guest at once, nothing runs after it (SEMANTICS 13)
# step: deploy attack [] => revert REVERT: for good
try:
    revert("for good")
except BaseException:
    chain["caught"] = True
finally:
    chain["finally"] = True
