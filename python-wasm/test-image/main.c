/* Boot and entry of the test image: an interpreter with importlib, whose library is files below /lib. */

#include "Python.h"
#include "seal.h"

#include <stdint.h>
#include <stdlib.h>

#define EXPORT(name) __attribute__((export_name(#name), used))

static char *input_data;

/* As the product's boot (embed/boot.c), but for importlib, search paths and the standard streams. */
static PyStatus initialize_python(void)
{
    PyPreConfig preconfig;
    PyPreConfig_InitIsolatedConfig(&preconfig);
    preconfig.utf8_mode = 1;
    PyStatus status = Py_PreInitialize(&preconfig);
    if (PyStatus_Exception(status)) return status;
    PyConfig config;
    PyConfig_InitIsolatedConfig(&config);
    config.use_hash_seed = 1;
    config.hash_seed = 0;
    config.site_import = 0;
    config.write_bytecode = 0;
    config.install_signal_handlers = 0;
    config.use_frozen_modules = 1;
    config.code_debug_ranges = 1;
    config.module_search_paths_set = 1;
    config.pathconfig_warnings = 0;
    config.int_max_str_digits = 4300;
    PyWideStringList_Append(&config.module_search_paths, L"/ours");
    PyWideStringList_Append(&config.module_search_paths, L"/lib");
    struct {
        wchar_t **field;
        const wchar_t *value;
    } strings[] = {{&config.program_name, L"python"},        {&config.stdio_encoding, L"utf-8"},
                   {&config.stdio_errors, L"strict"},        {&config.filesystem_encoding, L"utf-8"},
                   {&config.filesystem_errors, L"surrogateescape"}, {&config.check_hash_pycs_mode, L"never"}};
    for (size_t i = 0; i < sizeof strings / sizeof *strings; i++) {
        status = PyConfig_SetString(&config, strings[i].field, strings[i].value);
        if (PyStatus_Exception(status)) return status;
    }
    status = Py_InitializeFromConfig(&config);
    PyConfig_Clear(&config);
    return status;
}

/* 0, or 1 with the reason on standard error. */
EXPORT(boot) int boot(void)
{
    PyStatus status = initialize_python();
    if (!PyStatus_Exception(status)) return 0;
    fprintf(stderr, "%s: %s\n", status.func != NULL ? status.func : "boot", status.err_msg);
    return 1;
}

/* A buffer for the source that execute() runs; 0 if there is no memory. */
EXPORT(input) char *input(uint32_t length)
{
    input_data = malloc((size_t)length + 1);
    if (input_data != NULL) input_data[length] = 0;
    return input_data;
}

/* Runs the source in __main__: 0, or 1 with the traceback on standard error. */
EXPORT(execute) int execute(void)
{
    PyObject *globals = PyModule_GetDict(PyImport_AddModule("__main__"));
    PyObject *result = PyRun_String(input_data, Py_file_input, globals, globals);
    free(input_data);
    if (result == NULL) PyErr_Print();
    Py_XDECREF(result);
    return result == NULL;
}

/* From here on, what contracts may not do is refused (port/seal.c), as after the product's boot. */
EXPORT(seal) void seal(void)
{
    pbevm_sealed = 1;
}
