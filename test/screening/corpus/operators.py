class Money:
    def __init__(self, cents): self.cents = cents
    def __add__(self, other): return Money(self.cents + other.cents)
    def __radd__(self, zero): return self
    def __mul__(self, factor): return Money(round(self.cents * factor))
    __rmul__ = __mul__
    def __neg__(self): return Money(-self.cents)
    def __lt__(self, other): return self.cents < other.cents
    def __eq__(self, other): return isinstance(other, Money) and self.cents == other.cents
    def __hash__(self): return self.cents
    def __format__(self, spec): return f"{self.cents / 100:{spec or '.2f'}}"
    def __call__(self): return self.cents
    def __getattr__(self, name):
        if name == "euros":
            return self.cents / 100
        raise AttributeError(name)


total = sum([Money(150), Money(250)])
assert total == Money(400) != 3 * Money(1) and -total < total
assert {Money(1): "one"}[Money(1)] == "one"
finish([f"{total}", f"{total:08.1f}", total(), total.euros])
