/* The run-time import guard (SEMANTICS 18): zlib, hashlib and math, and nothing else. */
#include "contract.h"
#include <string.h>

enum { LIBRARY_COUNT = 3 };
static const char *const library_names[LIBRARY_COUNT] = {"zlib", "hashlib", "math"};
static PyObject *libraries[LIBRARY_COUNT];

static PyObject *guarded_import(PyObject *self, PyObject *args, PyObject *keywords)
{
    static char *names[] = {"name", "globals", "locals", "fromlist", "level", NULL};
    PyObject *name, *ignored[3];
    int level = 0;
    if (!PyArg_ParseTupleAndKeywords(args, keywords, "U|OOOi:__import__", names, &name, &ignored[0], &ignored[1],
                                     &ignored[2], &level))
        return NULL;
    for (int i = 0; level == 0 && i < LIBRARY_COUNT; i++) {
        if (PyUnicode_EqualToUTF8(name, library_names[i])) return Py_NewRef(libraries[i]);
    }
    PyErr_Format(PyExc_ImportError, "%R cannot be imported: only zlib, hashlib and math can", name);
    return NULL;
}

static PyMethodDef import_method = {"__import__", (PyCFunction)(void (*)(void))guarded_import,
                                    METH_VARARGS | METH_KEYWORDS, NULL};

/* Names that CPython's own builtins have but that can do nothing here: there is no terminal and no debugger. */
static const char *const removed_builtins[] = {"input", "breakpoint"};

/* Codecs whose names str.encode knows only through the registry: looked up now, while the search function can still
 * import, they stay in the registry's cache. */
static const char *const codecs[] = {"ascii", "us-ascii", "latin-1", "latin1", "iso-8859-1", "l1", "utf-8", "utf8"};

int imports_init(void)
{
    PyObject *builtins = PyEval_GetBuiltins();
    for (size_t i = 0; i < sizeof codecs / sizeof *codecs; i++) {
        if (!PyCodec_KnownEncoding(codecs[i])) return -1;
    }
    for (int i = 0; i < LIBRARY_COUNT; i++) {
        libraries[i] = PyImport_ImportModule(library_names[i]);
        if (libraries[i] == NULL) return -1;
        /* The loader is a way to other modules. */
        if (PyObject_SetAttrString(libraries[i], "__loader__", Py_None) < 0 ||
            PyObject_SetAttrString(libraries[i], "__spec__", Py_None) < 0)
            return -1;
    }
    for (size_t i = 0; i < sizeof removed_builtins / sizeof *removed_builtins; i++) {
        if (PyDict_DelItemString(builtins, removed_builtins[i]) < 0) return -1;
    }
    PyObject *guard = PyCFunction_New(&import_method, NULL);
    int result = guard == NULL ? -1 : PyDict_SetItemString(builtins, "__import__", guard);
    Py_XDECREF(guard);
    return result;
}
