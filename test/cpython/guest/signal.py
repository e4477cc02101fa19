"""Stands in for signal: none ever comes. unittest and subprocess import it for the names."""

SIG_DFL = 0
SIG_IGN = 1
SIGINT = 2


def default_int_handler(number, frame):
    raise KeyboardInterrupt


def getsignal(number):
    return default_int_handler


def signal(number, handler):
    return default_int_handler
