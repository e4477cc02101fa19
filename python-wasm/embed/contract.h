/* What the files of the embedding share. */
#ifndef PBEVM_CONTRACT_H
#define PBEVM_CONTRACT_H

#include "Python.h"
#include <stdint.h>

/* File name of contract code, in code objects and traces. */
#define CONTRACT_FILENAME "<contract>"

/* From python-wasm/port/seal.c: 1 once boot is over; then imports and forged code are refused inside CPython too. */
extern int pbevm_sealed;

/* run.c: what the host wrote for the export that it calls, followed by a zero. */
extern uint8_t *input_data;
extern uint32_t input_length;

/* api.c: the names of the contract API. Called once at boot. */
int api_init(void);
/* Puts the API's functions and exceptions into the globals of a contract. */
int api_install(PyObject *globals);

/* Encodes the value, which errors call by that name, flushes chain and ends the run. Returns only with an exception set. */
void api_finish_with(PyObject *value, const char *name);

/* What a call or external came to: the value, or NULL with a CallError set. `flags` is what the host answered. */
PyObject *api_call_outcome(int32_t flags);

/* external.c: gives a frame of an execution environment the functions that it may ask for. 0 or -1. */
int external_install(PyObject *globals, int is_child);

/* imports.c: replaces builtins.__import__; the three libraries are imported here. Called once at boot. */
int imports_init(void);

/* The number of the failed call that a CallError was raised for, from 1; -1 for any other exception. */
int api_failed_call(PyObject *exception);

/* failure.c: end the run as a revert, with the raised exception or with a reason (a str; what does not fit 1 KiB of CBOR
 * is cut at a whole character). They allocate next to nothing and run no code of the contract. */
_Noreturn void fail_with_exception(void);
_Noreturn void revert_with_reason(PyObject *reason);

#endif
