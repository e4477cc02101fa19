/* Imports (SEMANTICS 18): zlib, hashlib and math, and nothing else. There is no importlib in the image: at boot the few
 * builtin modules are made from the module table, hashlib from its frozen code, and from then on `__import__` hands
 * out three finished modules. */
#include "contract.h"
#include "pycore_codecs.h"
#include "pycore_interp.h"
#include "pycore_namespace.h"
#include "pycore_pystate.h"
#include <string.h>

enum { LIBRARY_COUNT = 3 };
static const char *const library_names[LIBRARY_COUNT] = {"zlib", "hashlib", "math"};
static PyObject *libraries[LIBRARY_COUNT];

/* ---- modules made at boot ---- */

/* A module of the two-phase kind (PEP 489) needs something with a name to be made from. */
static PyObject *make_from_definition(PyModuleDef *definition, PyObject *name)
{
    PyObject *fields = Py_BuildValue("{sO}", "name", name);
    PyObject *spec = fields == NULL ? NULL : _PyNamespace_New(fields);
    PyObject *module = spec == NULL ? NULL : PyModule_FromDefAndSpec(definition, spec);
    if (module != NULL && PyModule_ExecDef(module, definition) < 0) Py_CLEAR(module);
    Py_XDECREF(fields);
    Py_XDECREF(spec);
    return module;
}

/* The builtin module of the table (port/inittab.c), made and kept in sys.modules; NULL with ImportError. */
static PyObject *make_builtin(PyObject *name)
{
    for (struct _inittab *row = PyImport_Inittab; row->name != NULL; row++) {
        if (row->initfunc == NULL || !PyUnicode_EqualToUTF8(name, row->name)) continue;
        PyObject *made = row->initfunc();
        if (made != NULL && PyObject_TypeCheck(made, &PyModuleDef_Type))
            made = make_from_definition((PyModuleDef *)made, name);
        if (made != NULL && PyDict_SetItem(PyImport_GetModuleDict(), name, made) < 0) Py_CLEAR(made);
        return made;
    }
    PyErr_Format(PyExc_ImportError, "%R cannot be imported: only zlib, hashlib and math can", name);
    return NULL;
}

/* ---- __import__ ---- */

static PyObject *guarded_import(PyObject *self, PyObject *args, PyObject *keywords)
{
    static char *names[] = {"name", "globals", "locals", "fromlist", "level", NULL};
    PyObject *name, *ignored[3];
    int level = 0;
    if (!PyArg_ParseTupleAndKeywords(args, keywords, "U|OOOi:__import__", names, &name, &ignored[0], &ignored[1],
                                     &ignored[2], &level))
        return NULL;
    for (int i = 0; level == 0 && i < LIBRARY_COUNT; i++) {
        if (libraries[i] != NULL && PyUnicode_EqualToUTF8(name, library_names[i])) return Py_NewRef(libraries[i]);
    }
    if (!pbevm_sealed) {
        PyObject *module = PyDict_GetItemWithError(PyImport_GetModuleDict(), name);
        return module != NULL ? Py_NewRef(module) : PyErr_Occurred() ? NULL : make_builtin(name);
    }
    PyErr_Format(PyExc_ImportError, "%R cannot be imported: only zlib, hashlib and math can", name);
    return NULL;
}

static PyMethodDef import_method = {"__import__", (PyCFunction)(void (*)(void))guarded_import,
                                    METH_VARARGS | METH_KEYWORDS, NULL};

static int replace_import(PyObject *builtins)
{
    PyObject *guard = PyCFunction_New(&import_method, NULL);
    int result = guard == NULL ? -1 : PyDict_SetItemString(builtins, "__import__", guard);
    Py_XDECREF(guard);
    return result;
}

/* ---- boot ---- */

/* Error handlers of encode and decode. Codecs are those that str and bytes know in C: UTF-8, UTF-16, UTF-32, Latin-1 and
 * ASCII. The registry wants a module of its own to import; an empty one does. */
static int init_codecs(void)
{
    if (PyImport_AddModule("encodings") == NULL) return -1;
    PyStatus status = _PyCodec_InitRegistry(_PyInterpreterState_GET());
    if (PyStatus_Exception(status)) return -1;
    return PyDict_DelItemString(PyImport_GetModuleDict(), "encodings");
}

static int import_libraries(void)
{
    if (PyImport_ImportFrozenModule("hashlib") != 1) return -1;
    for (int i = 0; i < LIBRARY_COUNT; i++) {
        libraries[i] = PyImport_ImportModule(library_names[i]);
        if (libraries[i] == NULL) return -1;
    }
    return 0;
}

/* Names that CPython's own builtins have but that can do nothing here: there is no terminal and no debugger. */
static const char *const removed_builtins[] = {"input", "breakpoint"};

int imports_init(void)
{
    PyObject *builtins = PyEval_GetBuiltins();
    if (replace_import(builtins) < 0 || init_codecs() < 0 || import_libraries() < 0) return -1;
    for (size_t i = 0; i < sizeof removed_builtins / sizeof *removed_builtins; i++) {
        if (PyDict_DelItemString(builtins, removed_builtins[i]) < 0) return -1;
    }
    return 0;
}
