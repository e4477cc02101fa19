# attack: repr of list[[X(), 1]], whose X clears the inner list (CPython issue 143823): reads beyond the end
# fence: a null or stale pointer in wasm is some word of the guest's own memory
# step: deploy attack [] => *
class X:
    def __repr__(self):
        inner.clear()
        return "x"


inner = [X(), 1]
finish(repr(list[inner, int]))
