# attack: the end of fuel is caught by except, finally, with and a destructor
# fence: fuel is counted outside of Python: there is no exception (SEMANTICS 3)
# fuel: 100_000_000
# step: deploy attack [] => halt OUT_OF_FUEL
class Manager:
    def __enter__(self):
        return self

    def __exit__(self, *rest):
        finish("escaped")

    def __del__(self):
        finish("escaped")


try:
    with Manager():
        while True:
            pass
except BaseException:
    finish("escaped")
finally:
    finish("escaped")
