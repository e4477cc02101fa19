/* The contract API (EIP-6609 and the extensions of DESIGN 4): revert, call, delegate_call, self_destruct, finish, emit, print and
 * the exceptions of call. chain, args, invoker, new, address and value are set by run.c for every run. */
#include "contract.h"
#include "cbor.h"
#include "chain.h"
#include "host.h"
#include <string.h>

enum { VALUE_BYTES = 16 };

static PyObject *call_error, *call_reverted, *call_halted, *call_refused;

/* A CallError knows which call it is about: the trace of that call belongs to it, whatever was called since. */
typedef struct {
    PyBaseExceptionObject base;
    int call;
} CallErrorObject;

/* Calls of this run so far; the host counts them too (host/vm/python/run.ts). */
static int call_count;

/* ---- ends ---- */

static PyObject *api_revert(PyObject *self, PyObject *args, PyObject *keywords)
{
    static char *names[] = {"reason", NULL};
    PyObject *reason = NULL;
    if (!PyArg_ParseTupleAndKeywords(args, keywords, "|U:revert", names, &reason)) return NULL;
    if (reason != NULL) reason = PyUnicode_FromObject(reason); /* exactly a str */
    if (reason == NULL && PyErr_Occurred()) return NULL;
    revert_with_reason(reason);
}

void api_finish_with(PyObject *value, const char *name)
{
    Encoder encoder;
    encoder_init(&encoder, name);
    if (encode_value(&encoder, value) == 0 && chain_flush() == 0)
        host_finish(encoder.data, (uint32_t)encoder.length);
    encoder_clear(&encoder);
}

static PyObject *api_finish(PyObject *self, PyObject *args, PyObject *keywords)
{
    static char *names[] = {"value", NULL};
    PyObject *value = Py_None;
    if (PyArg_ParseTupleAndKeywords(args, keywords, "|O:finish", names, &value)) api_finish_with(value, "value");
    return NULL;
}

static PyObject *api_self_destruct(PyObject *self, PyObject *none)
{
    host_self_destruct();
    Py_RETURN_NONE;
}

/* ---- events and the debug log ---- */

static PyObject *api_emit(PyObject *self, PyObject *args, PyObject *fields)
{
    PyObject *name;
    if (!PyArg_ParseTuple(args, "U:emit", &name)) return NULL;
    PyObject *dict = fields == NULL ? PyDict_New() : Py_NewRef(fields);
    if (dict == NULL) return NULL;
    Encoder encoder;
    encoder_init(&encoder, "emit");
    int failed = encode_head(&encoder, 4, 2) < 0 || encode_value(&encoder, name) < 0 || encode_value(&encoder, dict) < 0;
    Py_DECREF(dict);
    if (!failed) host_emit(encoder.data, (uint32_t)encoder.length);
    encoder_clear(&encoder);
    if (failed) return NULL;
    Py_RETURN_NONE;
}

/* str(objects) joined by sep, then end: what print would write. */
static PyObject *printed_text(PyObject *objects, PyObject *separator, PyObject *end)
{
    Py_ssize_t count = PyTuple_GET_SIZE(objects);
    PyObject *parts = PyList_New(count);
    for (Py_ssize_t i = 0; parts != NULL && i < count; i++) {
        PyObject *part = PyObject_Str(PyTuple_GET_ITEM(objects, i));
        if (part == NULL) {
            Py_CLEAR(parts);
        }
        else {
            PyList_SET_ITEM(parts, i, part);
        }
    }
    PyObject *text = parts == NULL ? NULL : PyUnicode_Join(separator, parts);
    Py_XDECREF(parts);
    if (text != NULL) Py_SETREF(text, PyUnicode_Concat(text, end));
    return text;
}

static PyObject *api_print(PyObject *self, PyObject *args, PyObject *keywords)
{
    static char *names[] = {"sep", "end", "file", "flush", NULL};
    PyObject *separator = Py_None, *end = Py_None, *ignored[2];
    PyObject *no_positionals = PyTuple_New(0);
    if (no_positionals == NULL) return NULL;
    int parsed = PyArg_ParseTupleAndKeywords(no_positionals, keywords, "|$OOOO:print", names, &separator, &end,
                                             &ignored[0], &ignored[1]);
    Py_DECREF(no_positionals);
    if (!parsed) return NULL;
    if ((separator != Py_None && !PyUnicode_Check(separator)) || (end != Py_None && !PyUnicode_Check(end))) {
        PyErr_SetString(PyExc_TypeError, "sep and end must be None or a string");
        return NULL;
    }
    PyObject *space = PyUnicode_FromString(" "), *newline = PyUnicode_FromString("\n"), *text = NULL, *bytes = NULL;
    if (space != NULL && newline != NULL)
        text = printed_text(args, separator == Py_None ? space : separator, end == Py_None ? newline : end);
    if (text != NULL) bytes = PyUnicode_AsEncodedString(text, "utf-8", "backslashreplace");
    if (bytes != NULL) host_print((const uint8_t *)PyBytes_AS_STRING(bytes), (uint32_t)PyBytes_GET_SIZE(bytes));
    Py_XDECREF(space);
    Py_XDECREF(newline);
    Py_XDECREF(text);
    if (bytes == NULL) return NULL;
    Py_DECREF(bytes);
    Py_RETURN_NONE;
}

/* ---- call ---- */

/* The call's data: a list as CBOR, bytes as they are. */
static int encode_call_data(Encoder *encoder, PyObject *args)
{
    encoder_init(encoder, "args");
    if (PyBytes_CheckExact(args)) return encode_raw(encoder, PyBytes_AS_STRING(args), (size_t)PyBytes_GET_SIZE(args));
    if (PyList_CheckExact(args)) return encode_value(encoder, args);
    PyErr_Format(PyExc_TypeError, "args must be a list (or bytes), not %T", args);
    return -1;
}

static int parse_value(PyObject *value, uint8_t *bytes)
{
    memset(bytes, 0, VALUE_BYTES);
    if (value == NULL) return 0;
    if (!PyLong_CheckExact(value) || _PyLong_Sign(value) < 0 || _PyLong_NumBits(value) > 8 * VALUE_BYTES) {
        PyErr_SetString(PyExc_ValueError, "value must be an int from 0 to 2**128 - 1");
        return -1;
    }
    return PyLong_AsNativeBytes(value, bytes, VALUE_BYTES,
                                Py_ASNATIVEBYTES_BIG_ENDIAN | Py_ASNATIVEBYTES_UNSIGNED_BUFFER) < 0 ? -1 : 0;
}

static int parse_fuel(PyObject *fuel, uint64_t *number)
{
    *number = FUEL_ALL;
    if (fuel == NULL || fuel == Py_None) return 0;
    if (!PyLong_CheckExact(fuel) || _PyLong_Sign(fuel) < 0) {
        PyErr_SetString(PyExc_ValueError, "fuel must be an int of at least 0");
        return -1;
    }
    if (_PyLong_NumBits(fuel) < 64) *number = PyLong_AsUnsignedLongLongMask(fuel);
    return 0;
}

/* The host buffer as a bytes object. */
static PyObject *take_buffer(void)
{
    uint32_t length = host_buffer_size();
    PyObject *bytes = PyBytes_FromStringAndSize(NULL, (Py_ssize_t)length);
    if (bytes != NULL) host_buffer_copy((uint8_t *)PyBytes_AS_STRING(bytes), 0, length);
    return bytes;
}

/* Raises type(detail) with the attribute (`reason` or `code`) set to the detail. A contract can change what calling the
 * type gives. */
static PyObject *raise_call_error(PyObject *type, const char *attribute, PyObject *detail, int call)
{
    PyObject *error = detail == NULL ? NULL : PyObject_CallOneArg(type, detail);
    if (error != NULL && PyObject_TypeCheck(error, (PyTypeObject *)call_error)) ((CallErrorObject *)error)->call = call;
    if (error != NULL && PyObject_SetAttrString(error, attribute, detail) == 0) PyErr_SetObject(type, error);
    Py_XDECREF(error);
    Py_XDECREF(detail);
    return NULL;
}

static PyObject *decode_bytes(PyObject *bytes)
{
    return decode_value((const uint8_t *)PyBytes_AS_STRING(bytes), (size_t)PyBytes_GET_SIZE(bytes));
}

PyObject *api_call_outcome(int32_t flags)
{
    int outcome = flags & CALL_OUTCOME_MASK, call = ++call_count; /* code of the contract can run and call below */
    PyObject *bytes = take_buffer(); /* before the chain asks for records */
    if (flags & CALL_CHAIN_STALE) chain_invalidate();
    if (bytes == NULL || outcome == CALL_BYTES) return bytes;
    if (outcome == CALL_REVERTED_BYTES) return raise_call_error(call_reverted, "reason", bytes, call);
    PyObject *detail = outcome == CALL_VALUE || outcome == CALL_REVERTED_TEXT
                           ? decode_bytes(bytes)
                           : PyUnicode_DecodeASCII(PyBytes_AS_STRING(bytes), PyBytes_GET_SIZE(bytes), NULL);
    Py_DECREF(bytes);
    switch (outcome) {
    case CALL_VALUE: return detail;
    case CALL_REVERTED_TEXT: return raise_call_error(call_reverted, "reason", detail, call);
    case CALL_HALTED: return raise_call_error(call_halted, "code", detail, call);
    default: return raise_call_error(call_refused, "code", detail, call);
    }
}

/* Encodes the data and flushes, as before every call (SEMANTICS 16). Returns the address's text, or NULL. */
static const char *prepare_call(Encoder *encoder, PyObject *address, PyObject *data, Py_ssize_t *address_length)
{
    const char *text = PyUnicode_AsUTF8AndSize(address, address_length);
    if (text == NULL) return NULL;
    if (encode_call_data(encoder, data) == 0 && chain_flush() == 0) return text;
    encoder_clear(encoder);
    return NULL;
}

static PyObject *api_call(PyObject *self, PyObject *args, PyObject *keywords)
{
    static char *names[] = {"address", "args", "value", "fuel", NULL};
    PyObject *address, *data, *value = NULL, *fuel = NULL;
    if (!PyArg_ParseTupleAndKeywords(args, keywords, "UO|$OO:call", names, &address, &data, &value, &fuel))
        return NULL;
    uint8_t amount[VALUE_BYTES];
    uint64_t fuel_cap;
    Encoder encoder;
    if (parse_value(value, amount) < 0 || parse_fuel(fuel, &fuel_cap) < 0) return NULL;
    Py_ssize_t address_length;
    const char *address_text = prepare_call(&encoder, address, data, &address_length);
    if (address_text == NULL) return NULL;
    int32_t outcome = host_call((const uint8_t *)address_text, (uint32_t)address_length, encoder.data,
                                (uint32_t)encoder.length, amount, fuel_cap);
    encoder_clear(&encoder);
    return api_call_outcome(outcome);
}

static PyObject *api_delegate_call(PyObject *self, PyObject *args, PyObject *keywords)
{
    static char *names[] = {"address", "args", "fuel", NULL};
    PyObject *address, *data, *fuel = NULL;
    if (!PyArg_ParseTupleAndKeywords(args, keywords, "UO|$O:delegate_call", names, &address, &data, &fuel)) return NULL;
    uint64_t fuel_cap;
    Encoder encoder;
    if (parse_fuel(fuel, &fuel_cap) < 0) return NULL;
    Py_ssize_t address_length;
    const char *address_text = prepare_call(&encoder, address, data, &address_length);
    if (address_text == NULL) return NULL;
    int32_t outcome = host_delegate_call((const uint8_t *)address_text, (uint32_t)address_length, encoder.data,
                                         (uint32_t)encoder.length, fuel_cap);
    encoder_clear(&encoder);
    return api_call_outcome(outcome);
}

/* ---- the names ---- */

#define WITH_KEYWORDS(function) (PyCFunction)(void (*)(void))(function), METH_VARARGS | METH_KEYWORDS
static PyMethodDef print_method = {"print", WITH_KEYWORDS(api_print), NULL};
static PyMethodDef methods[] = {
    {"revert", WITH_KEYWORDS(api_revert), NULL},
    {"finish", WITH_KEYWORDS(api_finish), NULL},
    {"call", WITH_KEYWORDS(api_call), NULL},
    {"delegate_call", WITH_KEYWORDS(api_delegate_call), NULL},
    {"emit", WITH_KEYWORDS(api_emit), NULL},
    {"self_destruct", api_self_destruct, METH_NOARGS, NULL},
};

static const struct {
    const char *name, *qualified;
    PyObject **type, **base;
} errors[] = {
    {"CallError", "pbevm.CallError", &call_error, NULL},
    {"CallReverted", "pbevm.CallReverted", &call_reverted, &call_error},
    {"CallHalted", "pbevm.CallHalted", &call_halted, &call_error},
    {"CallRefused", "pbevm.CallRefused", &call_refused, &call_error},
};

static int install_function(PyObject *names, PyMethodDef *method)
{
    PyObject *function = PyCFunction_New(method, NULL);
    int result = function == NULL ? -1 : PyDict_SetItemString(names, method->ml_name, function);
    Py_XDECREF(function);
    return result;
}

/* CallError; the others are made as subclasses of it. */
static PyType_Slot call_error_slots[] = {{0, NULL}};
static PyType_Spec call_error_spec = {"pbevm.CallError", sizeof(CallErrorObject), 0,
                                      Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE, call_error_slots};

static PyObject *make_error(const char *qualified, PyObject **base)
{
    return base == NULL ? PyType_FromSpecWithBases(&call_error_spec, PyExc_Exception)
                        : PyErr_NewException(qualified, *base, NULL);
}

int api_failed_call(PyObject *exception)
{
    if (!PyObject_TypeCheck(exception, (PyTypeObject *)call_error)) return -1;
    int call = ((CallErrorObject *)exception)->call;
    return call > 0 ? call : -1;
}

int api_init(void)
{
    for (size_t i = 0; i < sizeof errors / sizeof *errors; i++) {
        *errors[i].type = make_error(errors[i].qualified, errors[i].base);
        if (*errors[i].type == NULL) return -1;
    }
    return install_function(PyEval_GetBuiltins(), &print_method);
}

int api_install(PyObject *globals)
{
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++) {
        if (install_function(globals, &methods[i]) < 0) return -1;
    }
    for (size_t i = 0; i < sizeof errors / sizeof *errors; i++) {
        if (PyDict_SetItemString(globals, errors[i].name, *errors[i].type) < 0) return -1;
    }
    return 0;
}
