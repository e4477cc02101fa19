chain["shop"] = {"open": True, "hours": [9, {"until": lambda day: 17}]}
