/* Paths of an interpreter without a file system: all empty. Replaces CPython's Modules/getpath.c. */

#include "Python.h"
#include "pycore_initconfig.h"
#include "pycore_pathconfig.h"

PyStatus
_PyConfig_InitPathConfig(PyConfig *config, int compute_path_config)
{
    (void)compute_path_config;
    wchar_t **empty[] = {
        &config->executable,  &config->base_executable,  &config->prefix,     &config->base_prefix,
        &config->exec_prefix, &config->base_exec_prefix, &config->stdlib_dir, &config->platlibdir,
    };
    for (size_t i = 0; i < Py_ARRAY_LENGTH(empty); i++) {
        if (*empty[i] == NULL) {
            PyStatus status = PyConfig_SetString(config, empty[i], L"");
            if (PyStatus_Exception(status)) {
                return status;
            }
        }
    }
    config->module_search_paths_set = 1;
    return PyStatus_Ok();
}
