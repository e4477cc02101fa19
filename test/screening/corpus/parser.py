# A recursive descent calculator. It has methods with the names of builtins.
class Calculator:
    def __init__(self, text):
        self.tokens = self.scan(text)
        self.at = 0

    @staticmethod
    def scan(text):
        for mark in "()+-*/":
            text = text.replace(mark, f" {mark} ")
        return text.split()

    def peek(self):
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    def next(self):
        self.at += 1
        return self.tokens[self.at - 1]

    def eval(self):
        value = self.term()
        while self.peek() in ("+", "-"):
            value = value + self.term() if self.next() == "+" else value - self.term()
        return value

    def term(self):
        value = self.factor()
        while self.peek() in ("*", "/"):
            value = value * self.factor() if self.next() == "*" else value / self.factor()
        return value

    def factor(self):
        token = self.next()
        if token == "-":
            return -self.factor()
        if token == "(":
            value = self.eval()
            self.next()
            return value
        return int(token)


finish([Calculator(text).eval() for text in ("1 + 2 * 3", "(1+2)*-3", "7/2")])
