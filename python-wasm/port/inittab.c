/*
 * The builtin modules of the image: math, zlib and what is behind hashlib. Replaces CPython's Modules/config.c. There
 * is no os, io, time, random, gc, marshal or _imp; embed/imports.c makes modules from this table at boot.
 */

#include "Python.h"
#include "pycore_import.h"

extern PyObject *PyInit__blake2(void);
extern PyObject *PyInit__md5(void);
extern PyObject *PyInit__sha1(void);
extern PyObject *PyInit__sha2(void);
extern PyObject *PyInit__sha3(void);
extern PyObject *PyInit_math(void);
extern PyObject *PyInit_zlib(void);

struct _inittab _PyImport_Inittab[] = {
    /* Made by the interpreter itself. */
    {"builtins", NULL},
    {"sys", NULL},
    /* The three libraries. */
    {"math", PyInit_math},
    {"zlib", PyInit_zlib},
    {"_blake2", PyInit__blake2},
    {"_md5", PyInit__md5},
    {"_sha1", PyInit__sha1},
    {"_sha2", PyInit__sha2},
    {"_sha3", PyInit__sha3},
    {NULL, NULL},
};
