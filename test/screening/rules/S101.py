import os  #: S101 7-9
import math, json  #: S101 13-17
import hashlib.blake2  #: S101 7-21
import sys as system  #: S101 7-20
from os import path  #: S101 0-19
from collections.abc import Mapping, Sequence  #: S101 0-45
from __future__ import annotations  #: S101 0-34
import math
import zlib as z, hashlib
from math import pi, sqrt as root
from hashlib import *
import_os = "import os"
