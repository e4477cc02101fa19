/*
 * The seal (SEMANTICS 18). Contracts import three libraries, and never make code objects from bytes of their
 * own choice: the bytecode interpreter trusts its input, so crafted bytecode is a way to break memory.
 *
 * Isolation does not rest on this (wasm alone gives it); it keeps a contract inside the language that is
 * metered, screened and documented. The call sites are in patches/seal.patch.
 */

#include "Python.h"
#include "seal.h"

int pbevm_sealed = 0;

int
pbevm_refuse(const char *what)
{
    if (!pbevm_sealed) {
        return 0;
    }
    PyErr_Format(PyExc_RuntimeError, "%s is not available in a contract", what);
    return 1;
}
