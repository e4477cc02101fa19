/* The builtin modules of the test image: the product's (port/inittab.c) and what CPython's tests import. */

#include "Python.h"
#include "pycore_import.h"

#define MODULES_WITH_INIT(M) \
    M(_abc) M(_bisect) M(_blake2) M(_codecs) M(_collections) M(_contextvars) M(_csv) M(_datetime) M(_decimal) \
    M(_functools) M(_heapq) M(_imp) M(_io) M(_json) M(_md5) M(_opcode) M(_operator) M(_pickle) M(_queue) M(_random) \
    M(_sha1) M(_sha2) M(_sha3) M(_sre) M(_stat) M(_string) M(_struct) M(_symtable) M(_sysconfig) M(_testcapi) \
    M(_testinternalcapi) M(_testlimitedcapi) M(_thread) M(_tokenize) M(_typing) M(_weakref) M(array) M(binascii) \
    M(cmath) M(errno) M(gc) M(itertools) M(math) M(posix) M(time) M(unicodedata) M(zlib)

#define DECLARE(name) extern PyObject *PyInit_##name(void);
#define ROW(name) {#name, PyInit_##name},

MODULES_WITH_INIT(DECLARE)
extern PyObject *PyInit__ast(void);
extern PyObject *PyMarshal_Init(void);
extern PyObject *_PyWarnings_Init(void);

struct _inittab _PyImport_Inittab[] = {
    {"builtins", NULL},
    {"sys", NULL},
    MODULES_WITH_INIT(ROW)
    {"_ast", PyInit__ast},
    {"_warnings", _PyWarnings_Init},
    {"marshal", PyMarshal_Init},
    {NULL, NULL},
};
