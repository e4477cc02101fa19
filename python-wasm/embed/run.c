/* The exports load and run: an artefact that compile.c made. The host writes the input of each into the buffer that
 * input() returns. A run returns after the last statement, or is left in finish, revert or bad_args. */
#include "contract.h"
#include "cbor.h"
#include "chain.h"
#include "host.h"
#include <marshal.h>
#include <string.h>

enum { ADDRESS_BYTES = 20, VALUE_BYTES = 16, ADDRESS_TEXT = 2 + 2 * ADDRESS_BYTES };

/* What run() reads: flags, invoker, own address, value (big-endian), with FLAG_ENTRY the name of a function as CBOR, then
 * the args as CBOR. FLAG_SCRIPT: a script of an execution environment, or a function that it linked. */
enum { FLAG_NEW = 1, FLAG_SCRIPT = 2, FLAG_CHILD = 4, FLAG_ENTRY = 8 };
enum { MESSAGE_HEAD_BYTES = 1 + 2 * ADDRESS_BYTES + VALUE_BYTES };

uint8_t *input_data;
uint32_t input_length;
static PyObject *contract_code, *contract_globals;

/* A buffer of `length` bytes for the next export's input; 0 if there is no memory. */
EXPORT(input) uint8_t *input(uint32_t length)
{
    input_data = PyMem_RawMalloc((size_t)length + 1);
    input_length = input_data == NULL ? 0 : length;
    if (input_data != NULL) input_data[length] = 0;
    return input_data;
}

/* ---- load ---- */

static int set_global(const char *name, PyObject *value)
{
    int result = value == NULL ? -1 : PyDict_SetItemString(contract_globals, name, value);
    Py_XDECREF(value);
    return result;
}

/* Names that every run gives a value, in the order that globals() shows. */
enum { ARGS, INVOKER, ADDRESS, VALUE, NEW, CHAIN, MESSAGE_NAMES };
static const char *const message_texts[MESSAGE_NAMES] = {"args", "invoker", "address", "value", "new", "chain"};
static PyObject *message_names[MESSAGE_NAMES];

/* Makes the names and their places in the globals part of the contract's image: a run only replaces the values. */
static int reserve_message(void)
{
    for (int i = 0; i < MESSAGE_NAMES; i++) {
        message_names[i] = PyUnicode_InternFromString(message_texts[i]);
        if (message_names[i] == NULL || PyDict_SetItem(contract_globals, message_names[i], Py_None) < 0) return -1;
    }
    return 0;
}

/* Loads the artefact and prepares the globals. Executes no code of the contract. Returns 0, or -1. */
EXPORT(load) int load(void)
{
    contract_code = PyMarshal_ReadObjectFromString((const char *)input_data, (Py_ssize_t)input_length);
    if (contract_code == NULL || !PyCode_Check(contract_code)) return -1;
    PyMem_RawFree(input_data);
    contract_globals = PyDict_New();
    if (contract_globals == NULL) return -1;
    if (set_global("__builtins__", Py_NewRef(PyEval_GetBuiltins())) < 0) return -1;
    if (set_global("__name__", PyUnicode_FromString("__main__")) < 0) return -1;
    return api_install(contract_globals) < 0 ? -1 : reserve_message();
}

/* ---- run ---- */

static PyObject *address_text(const uint8_t *address)
{
    static const char digits[] = "0123456789abcdef";
    char text[ADDRESS_TEXT] = "0x";
    for (int i = 0; i < ADDRESS_BYTES; i++) {
        text[2 + 2 * i] = digits[address[i] >> 4];
        text[3 + 2 * i] = digits[address[i] & 15];
    }
    return PyUnicode_FromStringAndSize(text, ADDRESS_TEXT);
}

static PyObject *value_number(const uint8_t *value)
{
    return PyLong_FromUnsignedNativeBytes(value, VALUE_BYTES, Py_ASNATIVEBYTES_BIG_ENDIAN);
}

/* Where the run goes on after the last statement: a function by name, and its arguments; NULL if nowhere. */
typedef struct {
    PyObject *name, *args;
} EntryPoint;

/* The args list; anything but a canonical CBOR list ends the run as BAD_ARGS before the script starts. */
static PyObject *message_args(EntryPoint *entry)
{
    Decoder decoder = {.data = input_data + MESSAGE_HEAD_BYTES, .length = input_length - MESSAGE_HEAD_BYTES};
    if (input_data[0] & FLAG_ENTRY) {
        entry->name = decode_next(&decoder);
        if (entry->name == NULL) return NULL;
    }
    PyObject *args = decode_value(decoder.data + decoder.position, decoder.length - decoder.position);
    if (args == NULL && PyErr_ExceptionMatches(PyExc_MemoryError)) return NULL;
    if (args == NULL || !PyList_CheckExact(args)) host_bad_args(BAD_ARGS_NO_LIST);
    if (entry->name == NULL) return args;
    entry->args = PyList_AsTuple(args); /* the script may change its `args` before the function has them */
    return entry->args == NULL ? NULL : args;
}

static int set_value(int name, PyObject *value)
{
    int result = value == NULL ? -1 : PyDict_SetItem(contract_globals, message_names[name], value);
    Py_XDECREF(value);
    return result;
}

static int set_message(EntryPoint *entry)
{
    const uint8_t *invoker = input_data + 1, *address = invoker + ADDRESS_BYTES, *value = address + ADDRESS_BYTES;
    if (set_value(ARGS, message_args(entry)) < 0 || set_value(INVOKER, address_text(invoker)) < 0 ||
        set_value(ADDRESS, address_text(address)) < 0 || set_value(VALUE, value_number(value)) < 0 ||
        set_value(NEW, PyBool_FromLong(input_data[0] & FLAG_NEW)) < 0)
        return -1;
    PyMem_RawFree(input_data);
    return set_value(CHAIN, chain_load());
}

/* Calls the entry function; what it returns ends the run. */
static _Noreturn void run_entry(const EntryPoint *entry)
{
    PyObject *function;
    if (PyDict_GetItemRef(contract_globals, entry->name, &function) < 0) fail_with_exception();
    if (function == NULL || !PyCallable_Check(function)) host_bad_args(BAD_ARGS_NO_FUNCTION);
    PyObject *value = PyObject_Call(function, entry->args, NULL);
    if (value != NULL) api_finish_with(value, "result");
    fail_with_exception();
}

/* Runs the loaded contract with the message in the input buffer. Returns after the last statement, which is finish(None)
 * without what leaving the guest in the middle costs. */
EXPORT(run) void run(void)
{
    EntryPoint entry = {NULL, NULL};
    if (input_length < MESSAGE_HEAD_BYTES) __builtin_trap();
    int flags = input_data[0];
    if (set_message(&entry) < 0) fail_with_exception();
    if (flags & (FLAG_SCRIPT | FLAG_CHILD) && external_install(contract_globals, flags & FLAG_CHILD) < 0)
        fail_with_exception();
    PyObject *result = PyEval_EvalCode(contract_code, contract_globals, contract_globals);
    if (result == NULL) fail_with_exception();
    if (entry.name != NULL) run_entry(&entry);
    if (chain_flush() < 0) fail_with_exception();
}
