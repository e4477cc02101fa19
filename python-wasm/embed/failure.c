/* Uncaught exceptions: the reason that the caller and the receipt see, and a trace for people (debug data).
 *
 * Everything is written into fixed buffers, so that a MemoryError can be reported too, and nothing of the contract
 * runs: the exception's fields are read directly, never through str(), repr() or attributes (SEMANTICS 13). */
#include "contract.h"
#include "cbor.h"
#include "host.h"
#include "frameobject.h"
#include "pycore_frame.h"
#include <string.h>

enum { REASON_BYTES_MAX = 1024, TRACE_BYTES_MAX = 16384, TEXT_BYTES_MAX = 256, FRAMES_MAX = 64 };

typedef struct {
    uint8_t *data;
    size_t length, capacity;
} FixedBuffer;

static uint8_t reason_data[REASON_BYTES_MAX], trace_data[TRACE_BYTES_MAX];
static char message_text[REASON_BYTES_MAX];

/* ---- writing CBOR without allocating ---- */

static void put_byte(FixedBuffer *buffer, uint8_t byte)
{
    if (buffer->length < buffer->capacity) buffer->data[buffer->length++] = byte;
}

static void put_head(FixedBuffer *buffer, int major, uint32_t argument)
{
    uint8_t top = (uint8_t)(major << 5);
    int size = argument < 24 ? 0 : argument <= UINT8_MAX ? 1 : argument <= UINT16_MAX ? 2 : 4;
    put_byte(buffer, top | (uint8_t)(size == 0 ? argument : size == 1 ? 24 : size == 2 ? 25 : 26));
    while (size-- > 0) put_byte(buffer, (uint8_t)(argument >> (8 * size)));
}

static void put_text(FixedBuffer *buffer, const char *text, size_t length)
{
    put_head(buffer, 3, (uint32_t)length);
    for (size_t i = 0; i < length; i++) put_byte(buffer, (uint8_t)text[i]);
}

static size_t encode_utf8(Py_UCS4 character, char *out)
{
    if (character >= 0xd800 && character < 0xe000) character = '?'; /* a lone surrogate has no UTF-8 form */
    if (character < 0x80) {
        out[0] = (char)character;
        return 1;
    }
    size_t size = character < 0x800 ? 2 : character < 0x10000 ? 3 : 4;
    static const uint8_t lead[] = {0, 0, 0xc0, 0xe0, 0xf0};
    for (size_t i = size - 1; i > 0; i--) {
        out[i] = (char)(0x80 | (character & 0x3f));
        character >>= 6;
    }
    out[0] = (char)(lead[size] | character);
    return size;
}

/* UTF-8 of an exact str, cut at a whole character to fit. */
static size_t copy_text(PyObject *text, char *out, size_t capacity)
{
    size_t length = 0;
    if (text == NULL || !PyUnicode_CheckExact(text)) return 0;
    for (Py_ssize_t i = 0; i < PyUnicode_GET_LENGTH(text); i++) {
        char bytes[4];
        size_t size = encode_utf8(PyUnicode_READ_CHAR(text, i), bytes);
        if (length + size > capacity) break;
        memcpy(out + length, bytes, size);
        length += size;
    }
    return length;
}

/* ---- what the exception says ---- */

/* Type name, and args[0] if that is exactly a str. */
static size_t exception_text(PyObject *exception, size_t *name_length)
{
    PyTypeObject *type = Py_TYPE(exception);
    const char *dot = strrchr(type->tp_name, '.');
    const char *name = dot == NULL ? type->tp_name : dot + 1;
    size_t capacity = REASON_BYTES_MAX - 3, length = strnlen(name, TEXT_BYTES_MAX);
    memcpy(message_text, name, length);
    *name_length = length;
    PyObject *args = ((PyBaseExceptionObject *)exception)->args;
    if (args == NULL || !PyTuple_CheckExact(args) || PyTuple_GET_SIZE(args) == 0) return length;
    PyObject *first = PyTuple_GET_ITEM(args, 0);
    if (!PyUnicode_CheckExact(first) || PyUnicode_GET_LENGTH(first) == 0) return length;
    memcpy(message_text + length, ": ", 2);
    return length + 2 + copy_text(first, message_text + length + 2, capacity - length - 2);
}

typedef struct {
    PyCodeObject *code;    /* NULL: filename and name are unknown, as in a syntax error */
    PyObject *filename;
    int line, column, end_line, end_column; /* lines from 1, columns in UTF-8 bytes from 0; -1 unknown */
} Place;

static void put_number(FixedBuffer *buffer, int number)
{
    if (number < 0) put_byte(buffer, 0xf6); /* null */
    else put_head(buffer, 0, (uint32_t)number);
}

/* [file, function, line, column, end line, end column] */
static void put_place(FixedBuffer *buffer, const Place *place)
{
    char text[TEXT_BYTES_MAX];
    put_head(buffer, 4, 6);
    put_text(buffer, text, copy_text(place->filename, text, sizeof text));
    put_text(buffer, text, copy_text(place->code == NULL ? NULL : place->code->co_qualname, text, sizeof text));
    put_number(buffer, place->line);
    put_number(buffer, place->column);
    put_number(buffer, place->end_line);
    put_number(buffer, place->end_column);
}

static Place traceback_place(const PyTracebackObject *traceback)
{
    PyCodeObject *code = traceback->tb_frame->f_frame->f_executable ? _PyFrame_GetCode(traceback->tb_frame->f_frame) : NULL;
    Place place = {.code = code, .filename = code == NULL ? NULL : code->co_filename, .line = -1, .column = -1};
    if (code == NULL || !PyCode_Addr2Location(code, traceback->tb_lasti, &place.line, &place.column, &place.end_line,
                                              &place.end_column))
        place.end_line = place.end_column = -1;
    return place;
}

static int small_number(PyObject *number)
{
    return number != NULL && PyLong_CheckExact(number) ? PyLong_AsInt(number) : -1;
}

/* Where a SyntaxError points. Its offsets count characters from 1; the trace's columns count from 0. */
static Place syntax_place(PyObject *exception)
{
    PySyntaxErrorObject *error = (PySyntaxErrorObject *)exception;
    int column = small_number(error->offset), end_column = small_number(error->end_offset);
    return (Place){.filename = error->filename,
                   .line = small_number(error->lineno),
                   .column = column > 0 ? column - 1 : -1,
                   .end_line = small_number(error->end_lineno),
                   .end_column = end_column > 0 ? end_column - 1 : -1};
}

/* [type name, text, [place, ...]], outermost place first; of a long traceback the first and the last half. */
static void put_trace(FixedBuffer *buffer, PyObject *exception, size_t name_length, size_t length)
{
    PyTracebackObject *first = (PyTracebackObject *)((PyBaseExceptionObject *)exception)->traceback;
    int count = 0, index = 0;
    for (PyTracebackObject *at = first; at != NULL; at = at->tb_next) count++;
    int is_syntax = PyObject_TypeCheck(exception, (PyTypeObject *)PyExc_SyntaxError);
    int kept = count > FRAMES_MAX ? FRAMES_MAX : count;
    put_head(buffer, 4, 3);
    put_text(buffer, message_text, name_length);
    size_t skip = length > name_length ? name_length + 2 : length;
    put_text(buffer, message_text + skip, length - skip);
    put_head(buffer, 4, (uint32_t)(kept + is_syntax));
    for (PyTracebackObject *at = first; at != NULL; at = at->tb_next, index++) {
        if (count > FRAMES_MAX && index >= FRAMES_MAX / 2 && index < count - FRAMES_MAX / 2) continue;
        Place place = traceback_place(at);
        put_place(buffer, &place);
    }
    if (is_syntax) {
        Place place = syntax_place(exception);
        put_place(buffer, &place);
    }
}

_Noreturn void fail_with_exception(void)
{
    FixedBuffer reason = {reason_data, 0, sizeof reason_data}, trace = {trace_data, 0, sizeof trace_data};
    PyGC_Disable();
    PyObject *exception = PyErr_GetRaisedException();
    if (exception == NULL) __builtin_trap();
    size_t name_length, length = exception_text(exception, &name_length);
    put_text(&reason, message_text, length);
    put_trace(&trace, exception, name_length, length);
    host_fail(reason.data, (uint32_t)reason.length, trace.data, (uint32_t)trace.length);
}
