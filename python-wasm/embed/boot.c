/* Boot of the interpreter, once, when the image is made: nothing of the machine reaches it. */
#include "contract.h"
#include "chain.h"
#include "host.h"
#include "frozen.h"
#include "pycore_interp.h"
#include "pycore_pystate.h"
#include <string.h>

static PyStatus initialize_python(void)
{
    PyPreConfig preconfig;
    PyPreConfig_InitIsolatedConfig(&preconfig);
    preconfig.utf8_mode = 1;
    PyStatus status = Py_PreInitialize(&preconfig);
    if (PyStatus_Exception(status)) return status;
    PyConfig config;
    PyConfig_InitIsolatedConfig(&config);
    config.use_hash_seed = 1; /* str hashes are the same in every process */
    config.hash_seed = 0;
    config._install_importlib = 0; /* imports.c does what is needed of it */
    config.site_import = 0;
    config.write_bytecode = 0;
    config.install_signal_handlers = 0;
    config.buffered_stdio = 0;
    config.use_frozen_modules = 1;
    config.code_debug_ranges = 1; /* columns, for the carets of tracebacks */
    config.module_search_paths_set = 1;
    config.pathconfig_warnings = 0;
    config.int_max_str_digits = 4300;
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
    /* CPython does this in a step that is left out without importlib. */
    if (!PyStatus_Exception(status)) _PyInterpreterState_GET()->long_state.max_str_digits = config.int_max_str_digits;
    PyConfig_Clear(&config);
    return status;
}

/* Memory that ordinary calls use without growing: an instance that grew is thrown away (SEMANTICS 6). An arena for small
 * objects, since those of boot are full, and as much besides, which the compiler needs for a small contract. All of it
 * is restored before every call, 0.7-2 us per 64 KiB. */
enum { SLACK_BYTES = 2 * 64 * 1024 };

static int reserve_slack(void)
{
    void *slack = PyMem_RawMalloc(SLACK_BYTES);
    PyMem_RawFree(slack);
    return slack == NULL ? -1 : 0;
}

/* Exported as boot(): 0, or the number of the step that failed. */
EXPORT(boot) int boot(void)
{
    if (PyStatus_Exception(initialize_python())) return 1;
    if (imports_init() < 0) return 2;
    if (api_init() < 0) return 3;
    if (chain_init() < 0) return 4;
    PyGC_Collect();
    if (reserve_slack() < 0) return 5;
    pbevm_clear_frozen();
    pbevm_sealed = 1;
    return 0;
}
