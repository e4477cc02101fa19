# attack: an int of 4,001 digits as text
# fence: below 4,300 digits conversion is allowed; it is metered
# step: deploy attack [] => success 4001
result = len(str(10**4000))
finish(result)
