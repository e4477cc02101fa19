from . import helper  #: S102 0-20
from .helper import f  #: S102 0-21
from ... import math  #: S102 0-20
from math import pi
