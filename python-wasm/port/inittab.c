/*
 * The builtin modules of the image: the few that the boot needs, and those behind zlib, hashlib and math.
 * Replaces CPython's Modules/config.c. There is no os, io, time, random, gc or signal to import.
 */

#include "Python.h"
#include "pycore_import.h"

extern PyObject *PyInit__abc(void);
extern PyObject *PyInit__blake2(void);
extern PyObject *PyInit__codecs(void);
extern PyObject *PyInit__imp(void);
extern PyObject *PyInit__md5(void);
extern PyObject *PyInit__sha1(void);
extern PyObject *PyInit__sha2(void);
extern PyObject *PyInit__sha3(void);
extern PyObject *PyInit__thread(void);
extern PyObject *PyInit__weakref(void);
extern PyObject *PyInit_math(void);
extern PyObject *PyInit_zlib(void);
extern PyObject *PyMarshal_Init(void);
extern PyObject *_PyWarnings_Init(void);

struct _inittab _PyImport_Inittab[] = {
    /* The boot. builtins and sys are made by the interpreter itself. */
    {"builtins", NULL},
    {"sys", NULL},
    {"_abc", PyInit__abc},
    {"_codecs", PyInit__codecs},
    {"_imp", PyInit__imp},
    {"_thread", PyInit__thread},
    {"_warnings", _PyWarnings_Init},
    {"_weakref", PyInit__weakref},
    {"marshal", PyMarshal_Init},
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
