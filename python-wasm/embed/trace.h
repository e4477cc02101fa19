/* Traces of failures, for people: debug data that nothing of consensus sees. Read by host/vm/python/trace.ts. */
#ifndef PBEVM_TRACE_H
#define PBEVM_TRACE_H

#include "Python.h"
#include <stddef.h>
#include <stdint.h>

/* Bytes that never grow; what does not fit is left out and remembered. */
typedef struct {
    uint8_t *data;
    size_t length, capacity;
    int overflowed;
} FixedBuffer;

void put_byte(FixedBuffer *buffer, uint8_t byte);
void put_head(FixedBuffer *buffer, int major, uint32_t argument);
void put_text(FixedBuffer *buffer, const char *text, size_t length);

/* UTF-8 of one character, up to 4 bytes; a lone surrogate is written as `?`. Returns the length. */
size_t encode_utf8(Py_UCS4 character, char *out);

/* UTF-8 of an exact str (of anything else: nothing), cut at a whole character to fit. Returns its length. */
size_t copy_text(PyObject *text, char *out, size_t capacity);

/* The type's name without its module, cut at a whole character to 256 bytes; not terminated. */
size_t type_name(PyObject *object, const char **name);

typedef struct {
    const uint8_t *data;
    size_t length;
} TraceBytes;

/* Of a raised exception with all that led to it, or of revert() called now. The bytes stay until the next call. Nothing
 * of the contract runs, and nothing is allocated but by the text of a float. */
TraceBytes trace_of_exception(PyObject *exception);
TraceBytes trace_of_revert(const char *reason, size_t length);

/* describe.c: what an exception says, with args of simple exact types as repr shows them. */
size_t exception_message(PyObject *exception, char *out, size_t capacity);

#endif
