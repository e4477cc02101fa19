names = {"水": 1}
if names:
	total = "日本語" +	names["水"] 5
