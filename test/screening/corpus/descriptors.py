class Positive:
    def __set_name__(self, owner, name):
        self.name = name

    def __get__(self, instance, owner=None):
        return self if instance is None else instance.__dict__[self.name]

    def __set__(self, instance, value):
        if value <= 0:
            raise ValueError(f"{self.name} must be positive, not {value}")
        instance.__dict__[self.name] = value


class Order:
    amount = Positive()
    price = Positive()

    def __init__(self, amount, price):
        self.amount, self.price = amount, price

    @property
    def total(self):
        return self.amount * self.price

    @staticmethod
    def parse(text):
        return Order(*map(int, text.split("x")))

    @classmethod
    def unit(cls):
        return cls(1, 1)


try:
    Order(0, 5)
except ValueError as error:
    chain["error"] = str(error)
finish([Order.parse("3x7").total, Order.unit().total])
