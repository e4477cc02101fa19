/* The module time. wasi-libc's clock ids are pointers, which clang does not take for integers any more. */

#include "Python.h"

#undef PyModule_AddIntMacro
#define PyModule_AddIntMacro(module, name) PyModule_AddIntConstant((module), #name, (long)(name))

#include "Modules/timemodule.c"
