/* Failures: the reason that the caller and the receipt see, with a trace for people (trace.c). Nothing of the contract
 * runs: the exception's fields are read directly, never through str(), repr() or attributes (SEMANTICS 13). */
#include "contract.h"
#include "host.h"
#include "trace.h"
#include <string.h>

enum { REASON_BYTES_MAX = 1024, TEXT_HEAD_BYTES_MAX = 3 };

static char reason_text[REASON_BYTES_MAX];
static uint8_t reason_data[REASON_BYTES_MAX];

/* Type name, and args[0] if that is exactly a str. */
static size_t exception_reason(PyObject *exception)
{
    const char *name;
    size_t capacity = REASON_BYTES_MAX - TEXT_HEAD_BYTES_MAX, length = type_name(exception, &name);
    memcpy(reason_text, name, length);
    PyObject *args = ((PyBaseExceptionObject *)exception)->args;
    if (args == NULL || !PyTuple_CheckExact(args) || PyTuple_GET_SIZE(args) == 0) return length;
    PyObject *first = PyTuple_GET_ITEM(args, 0);
    if (first == NULL || !PyUnicode_CheckExact(first) || PyUnicode_GET_LENGTH(first) == 0) return length;
    memcpy(reason_text + length, ": ", 2);
    return length + 2 + copy_text(first, reason_text + length + 2, capacity - length - 2);
}

static _Noreturn void end_with(const char *reason, size_t length, TraceBytes trace)
{
    FixedBuffer buffer = {reason_data, 0, sizeof reason_data, 0};
    put_text(&buffer, reason, length);
    host_revert(buffer.data, (uint32_t)buffer.length, trace.data, (uint32_t)trace.length);
}

_Noreturn void fail_with_exception(void)
{
    PyGC_Disable();
    PyObject *exception = PyErr_GetRaisedException();
    if (exception == NULL) __builtin_trap();
    size_t length = exception_reason(exception);
    end_with(reason_text, length, trace_of_exception(exception));
}

_Noreturn void revert_with_reason(PyObject *reason)
{
    size_t length = copy_text(reason, reason_text, REASON_BYTES_MAX - TEXT_HEAD_BYTES_MAX);
    end_with(reason_text, length, trace_of_revert(reason_text, length));
}
