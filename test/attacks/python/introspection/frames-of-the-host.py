# attack: from a traceback up to the outermost frame: what called the contract?
# fence: nothing in Python did: the module is the first frame
# screened: S105
# step: deploy attack [] => success [['<module>'], ['<contract>'], True]
try:
    1 / 0
except ZeroDivisionError as error:
    frame = error.__traceback__.tb_frame
names = []
files = []
while frame is not None:
    names.append(frame.f_code.co_name)
    files.append(frame.f_code.co_filename)
    own = frame.f_globals is globals()
    frame = frame.f_back
finish([names, files, own])
