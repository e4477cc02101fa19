# attack: fields within fields within fields, 2 and 50 deep
# fence: CPython allows two levels: ValueError
# step: deploy attack [] => success ['    1', 'ValueError', 'ValueError']
ends = []
for template in ("{:{}}", "{:{:{}}}", "{:" * 50 + "}" * 50):
    try:
        ends.append(template.format(*([1, 5] + [1] * 60)))
    except ValueError as error:
        ends.append(type(error).__name__)
finish(ends)
