/*
 * freeze.wasm: compiles a Python source to marshalled bytes. The build runs it in Node to make
 * frozen_modules.h, so that no native Python is needed. It is the interpreter without any frozen module,
 * stopped before importlib.
 */

#include "Python.h"
#include "marshal.h"
#include "pycore_import.h"

#define EXPORT(name) __attribute__((export_name(name), used))

static const struct _frozen no_modules[] = {{0}};
static const struct _module_alias no_aliases[] = {{0}};

const struct _frozen *_PyImport_FrozenBootstrap = no_modules;
const struct _frozen *_PyImport_FrozenStdlib = no_modules;
const struct _frozen *_PyImport_FrozenTest = no_modules;
const struct _module_alias *_PyImport_FrozenAliases = no_aliases;
const struct _frozen *PyImport_FrozenModules = NULL;

/* Asserts and docstrings are left out of frozen code. */
static const int optimize_level = 2;

static PyObject *frozen;

EXPORT("freeze_alloc") void *
freeze_alloc(int bytes)
{
    return malloc((size_t)bytes);
}

/* 0, or -1 if the interpreter does not start. */
EXPORT("freeze_start") int
freeze_start(void)
{
    PyConfig config;
    PyConfig_InitIsolatedConfig(&config);
    config._install_importlib = 0;
    config._init_main = 0;
    config.code_debug_ranges = 0;
    config.use_hash_seed = 1;
    config.hash_seed = 0;
    PyConfig_SetString(&config, &config.filesystem_encoding, L"utf-8");
    PyConfig_SetString(&config, &config.filesystem_errors, L"strict");
    PyConfig_SetString(&config, &config.stdio_encoding, L"utf-8");
    PyConfig_SetString(&config, &config.stdio_errors, L"strict");
    PyStatus status = Py_InitializeFromConfig(&config);
    PyConfig_Clear(&config);
    return PyStatus_Exception(status) ? -1 : 0;
}

/* Compiles the NUL-terminated source. The number of bytes at freeze_result(), or -1. */
EXPORT("freeze_module") int
freeze_module(const char *name, const char *source)
{
    PyObject *filename = PyUnicode_FromFormat("<frozen %s>", name);
    PyObject *code = filename == NULL
        ? NULL
        : Py_CompileStringObject(source, filename, Py_file_input, NULL, optimize_level);
    Py_CLEAR(frozen);
    if (code != NULL) {
        frozen = PyMarshal_WriteObjectToString(code, Py_MARSHAL_VERSION);
    }
    Py_XDECREF(code);
    Py_XDECREF(filename);
    PyErr_Clear();
    return frozen == NULL ? -1 : (int)PyBytes_GET_SIZE(frozen);
}

EXPORT("freeze_result") const char *
freeze_result(void)
{
    return PyBytes_AS_STRING(frozen);
}
