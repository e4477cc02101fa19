# attack: contexts whose variables are changed by the comparison of their values (CPython issue 142829)
# fence: inside the guest, the same everywhere
# screened: S105
# step: deploy attack [] => *
kinds = {c.__name__: c for c in object.__subclasses__()}
Context, Variable = kinds["Context"], kinds["ContextVar"]
variable = Variable("v")


class Evil:
    def __eq__(self, other):
        contexts[0].run(variable.set, 1)
        contexts[1].run(variable.set, 2)
        keep.extend([bytes(40) for _ in range(100)])
        return True


keep = []
contexts = [Context(), Context()]
for context in contexts:
    context.run(variable.set, Evil())
finish([contexts[0] == contexts[1], len(keep)])
