/* Traces, written into fixed buffers so that a MemoryError can be told too. A trace is one CBOR array of items, flat, so
 * that neither side recurses:
 *
 *   [0, parent, relation, type, message, call]   an exception, or revert(); parent is the index of an exception before
 *   [1, text]                                    a note of the last exception
 *   [2, file, function, line, column, end line, end column]   a place of it, outermost first; columns in UTF-8 bytes
 *   [3, count]                                   so many places are left out here
 *   [4, count]                                   so many of a group's exceptions are left out
 *   [5, file, "", line, column, ...]             where a syntax error points; columns in characters
 *
 * call is the number of the failed call that a CallError came from, or null. */
#include "trace.h"
#include "contract.h"
#include "frameobject.h"
#include "pycore_frame.h"
#include <string.h>

enum { TRACE_BYTES_MAX = 16384, HEAD_BYTES_MAX = 3, MESSAGE_BYTES_MAX = 1024, TEXT_BYTES_MAX = 256 };
enum { PLACES_MAX = 64, LINKED_PLACES_MAX = 16, EXCEPTIONS_MAX = 16, MEMBERS_MAX = 8, NOTES_MAX = 8 };
enum { ITEM_EXCEPTION, ITEM_NOTE, ITEM_PLACE, ITEM_PLACES_LEFT_OUT, ITEM_MEMBERS_LEFT_OUT, ITEM_SYNTAX_PLACE };
enum { RELATION_RAISED, RELATION_FROM, RELATION_DURING, RELATION_MEMBER, RELATION_REVERT };

/* Traces are written to the far end of the C stack, which grows down to it: a buffer of their own would be copied before
 * every call. Where the stack is nearly used up there is no trace. */
enum { STACK_END = 16, STACK_LEFT_BYTES = 8192 };
static uint8_t *const trace_data = (uint8_t *)STACK_END;

static int has_room(void)
{
    return (uintptr_t)__builtin_frame_address(0) >= STACK_END + TRACE_BYTES_MAX + STACK_LEFT_BYTES;
}

/* ---- writing CBOR without allocating ---- */

void put_byte(FixedBuffer *buffer, uint8_t byte)
{
    if (buffer->length < buffer->capacity) buffer->data[buffer->length++] = byte;
    else buffer->overflowed = 1;
}

void put_head(FixedBuffer *buffer, int major, uint32_t argument)
{
    uint8_t top = (uint8_t)(major << 5);
    int size = argument < 24 ? 0 : argument <= UINT8_MAX ? 1 : argument <= UINT16_MAX ? 2 : 4;
    put_byte(buffer, top | (uint8_t)(size == 0 ? argument : size == 1 ? 24 : size == 2 ? 25 : 26));
    while (size-- > 0) put_byte(buffer, (uint8_t)(argument >> (8 * size)));
}

void put_text(FixedBuffer *buffer, const char *text, size_t length)
{
    put_head(buffer, 3, (uint32_t)length);
    for (size_t i = 0; i < length; i++) put_byte(buffer, (uint8_t)text[i]);
}

size_t encode_utf8(Py_UCS4 character, char *out)
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

size_t copy_text(PyObject *text, char *out, size_t capacity)
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

size_t type_name(PyObject *object, const char **name)
{
    const char *full = Py_TYPE(object)->tp_name, *dot = strrchr(full, '.');
    *name = dot == NULL ? full : dot + 1;
    size_t length = strnlen(*name, TEXT_BYTES_MAX + 1);
    if (length <= TEXT_BYTES_MAX) return length;
    length = TEXT_BYTES_MAX;
    while (length > 0 && ((*name)[length] & 0xc0) == 0x80) length--; /* not inside a character */
    return length;
}

/* ---- items ---- */

typedef struct {
    FixedBuffer buffer;
    uint32_t items;
} Trace;

static Trace trace_begin(void)
{
    return (Trace){.buffer = {trace_data, HEAD_BYTES_MAX, TRACE_BYTES_MAX, 0}};
}

/* An item starts with its kind. One that does not fit whole is left out by end_item. */
static size_t begin_item(Trace *trace, int kind, uint32_t fields)
{
    size_t start = trace->buffer.length;
    put_head(&trace->buffer, 4, 1 + fields);
    put_head(&trace->buffer, 0, (uint32_t)kind);
    return start;
}

static void end_item(Trace *trace, size_t start)
{
    if (trace->buffer.overflowed) trace->buffer.length = start;
    else trace->items++;
    trace->buffer.overflowed = 0;
}

/* The head of the array goes right before the items. */
static TraceBytes trace_end(Trace *trace)
{
    uint8_t head[HEAD_BYTES_MAX];
    FixedBuffer buffer = {head, 0, sizeof head, 0};
    put_head(&buffer, 4, trace->items);
    uint8_t *start = trace_data + HEAD_BYTES_MAX - buffer.length;
    memcpy(start, head, buffer.length);
    return (TraceBytes){start, trace->buffer.length - HEAD_BYTES_MAX + buffer.length};
}

static void put_number(FixedBuffer *buffer, int number)
{
    if (number < 0) put_byte(buffer, 0xf6); /* null */
    else put_head(buffer, 0, (uint32_t)number);
}

static void put_object_text(FixedBuffer *buffer, PyObject *object)
{
    char text[TEXT_BYTES_MAX];
    put_text(buffer, text, copy_text(object, text, sizeof text));
}

static void put_count(Trace *trace, int kind, int count)
{
    size_t start = begin_item(trace, kind, 1);
    put_number(&trace->buffer, count);
    end_item(trace, start);
}

/* ---- places ---- */

typedef struct {
    PyObject *filename, *function;          /* NULL: unknown */
    int line, column, end_line, end_column; /* lines from 1, columns from 0; -1 unknown */
} Place;

static void put_place(Trace *trace, int kind, const Place *place)
{
    size_t start = begin_item(trace, kind, 6);
    put_object_text(&trace->buffer, place->filename);
    put_object_text(&trace->buffer, place->function);
    put_number(&trace->buffer, place->line);
    put_number(&trace->buffer, place->column);
    put_number(&trace->buffer, place->end_line);
    put_number(&trace->buffer, place->end_column);
    end_item(trace, start);
}

static Place code_place(PyCodeObject *code, int offset)
{
    Place place = {.line = -1, .column = -1, .end_line = -1, .end_column = -1};
    if (code == NULL) return place;
    place.filename = code->co_filename;
    place.function = code->co_qualname;
    if (!PyCode_Addr2Location(code, offset, &place.line, &place.column, &place.end_line, &place.end_column))
        place.line = place.column = place.end_line = place.end_column = -1;
    return place;
}

static void put_traceback(Trace *trace, PyTracebackObject *first, int places_max)
{
    int count = 0, index = 0;
    for (PyTracebackObject *at = first; at != NULL; at = at->tb_next) count++;
    for (PyTracebackObject *at = first; at != NULL; at = at->tb_next, index++) {
        int is_gap = count > places_max && index >= places_max / 2 && index < count - places_max / 2;
        if (is_gap && index == places_max / 2) put_count(trace, ITEM_PLACES_LEFT_OUT, count - places_max);
        if (is_gap) continue;
        _PyInterpreterFrame *frame = at->tb_frame->f_frame;
        Place place = code_place(frame->f_executable ? _PyFrame_GetCode(frame) : NULL, at->tb_lasti);
        put_place(trace, ITEM_PLACE, &place);
    }
}

static _PyInterpreterFrame *frame_before(_PyInterpreterFrame *frame)
{
    return _PyFrame_GetFirstComplete(frame->previous);
}

/* Where the contract stands now. */
static void put_stack(Trace *trace)
{
    _PyInterpreterFrame *kept[PLACES_MAX];
    _PyInterpreterFrame *top = _PyFrame_GetFirstComplete(PyThreadState_Get()->current_frame);
    int count = 0;
    for (_PyInterpreterFrame *frame = top; frame != NULL; frame = frame_before(frame)) count++;
    int left_out = count > PLACES_MAX ? count - PLACES_MAX : 0, index = count - 1;
    for (_PyInterpreterFrame *frame = top; frame != NULL; frame = frame_before(frame), index--) {
        if (left_out == 0 || index < PLACES_MAX / 2) kept[index] = frame;
        else if (index >= PLACES_MAX / 2 + left_out) kept[index - left_out] = frame;
    }
    for (index = 0; index < count - left_out; index++) {
        if (left_out > 0 && index == PLACES_MAX / 2) put_count(trace, ITEM_PLACES_LEFT_OUT, left_out);
        PyCodeObject *code = _PyFrame_GetCode(kept[index]);
        Place place = code_place(code, _PyInterpreterFrame_LASTI(kept[index]) * (int)sizeof(_Py_CODEUNIT));
        put_place(trace, ITEM_PLACE, &place);
    }
}

static int small_number(PyObject *number)
{
    if (number == NULL || !PyLong_CheckExact(number)) return -1;
    int overflow;
    long value = PyLong_AsLongAndOverflow(number, &overflow);
    return overflow != 0 || value > INT32_MAX ? -1 : (int)value;
}

/* Offsets of a syntax error count characters from 1; columns count from 0. */
static void put_syntax_place(Trace *trace, PyObject *exception)
{
    PySyntaxErrorObject *error = (PySyntaxErrorObject *)exception;
    int column = small_number(error->offset), end_column = small_number(error->end_offset);
    Place place = {.filename = error->filename,
                   .line = small_number(error->lineno),
                   .column = column > 0 ? column - 1 : -1,
                   .end_line = small_number(error->end_lineno),
                   .end_column = end_column > 0 ? end_column - 1 : -1};
    put_place(trace, ITEM_SYNTAX_PLACE, &place);
}

/* ---- exceptions ---- */

/* Exceptions to tell, breadth first: the one that was raised comes first and has the most room. */
typedef struct {
    struct {
        PyObject *exception;
        int parent, relation;
    } rows[EXCEPTIONS_MAX];
    int count;
} Queue;

static int enqueue(Queue *queue, PyObject *exception, int parent, int relation)
{
    if (exception == NULL || !PyExceptionInstance_Check(exception) || queue->count == EXCEPTIONS_MAX) return 0;
    for (int i = 0; i < queue->count; i++) {
        if (queue->rows[i].exception == exception) return 0;
    }
    queue->rows[queue->count].exception = exception;
    queue->rows[queue->count].parent = parent;
    queue->rows[queue->count++].relation = relation;
    return 1;
}

static void enqueue_linked(Queue *queue, Trace *trace, int index)
{
    PyBaseExceptionObject *exception = (PyBaseExceptionObject *)queue->rows[index].exception;
    if (exception->cause != NULL) enqueue(queue, exception->cause, index, RELATION_FROM);
    else if (!exception->suppress_context) enqueue(queue, exception->context, index, RELATION_DURING);
    if (!PyObject_TypeCheck((PyObject *)exception, (PyTypeObject *)PyExc_BaseExceptionGroup)) return;
    PyObject *members = ((PyBaseExceptionGroupObject *)exception)->excs;
    if (members == NULL || !PyTuple_CheckExact(members)) return;
    int kept = 0, count = (int)PyTuple_GET_SIZE(members);
    for (int i = 0; i < count && kept < MEMBERS_MAX; i++)
        kept += enqueue(queue, PyTuple_GET_ITEM(members, i), index, RELATION_MEMBER);
    if (kept < count) put_count(trace, ITEM_MEMBERS_LEFT_OUT, count - kept);
}

/* __notes__ as add_note makes it. The dict is walked, not asked: a key of the contract's own would be compared. */
static void put_notes(Trace *trace, PyObject *dict)
{
    PyObject *key, *value;
    Py_ssize_t position = 0;
    if (dict == NULL || !PyDict_Check(dict)) return;
    while (PyDict_Next(dict, &position, &key, &value)) {
        if (!PyUnicode_CheckExact(key) || !PyUnicode_EqualToUTF8(key, "__notes__") || !PyList_CheckExact(value)) continue;
        for (Py_ssize_t i = 0; i < PyList_GET_SIZE(value) && i < NOTES_MAX; i++) {
            size_t start = begin_item(trace, ITEM_NOTE, 1);
            put_object_text(&trace->buffer, PyList_GET_ITEM(value, i));
            end_item(trace, start);
        }
        return;
    }
}

static void put_failure(Trace *trace, int parent, int relation, const char *type, size_t type_length, const char *message,
                        size_t length, int call)
{
    size_t start = begin_item(trace, ITEM_EXCEPTION, 5);
    put_number(&trace->buffer, parent);
    put_head(&trace->buffer, 0, (uint32_t)relation);
    put_text(&trace->buffer, type, type_length);
    put_text(&trace->buffer, message, length);
    put_number(&trace->buffer, call);
    end_item(trace, start);
}

static void put_exception(Queue *queue, Trace *trace, int index)
{
    char message[MESSAGE_BYTES_MAX];
    const char *name;
    PyObject *exception = queue->rows[index].exception;
    PyBaseExceptionObject *base = (PyBaseExceptionObject *)exception;
    size_t name_length = type_name(exception, &name);
    size_t length = exception_message(exception, message, index == 0 ? sizeof message : TEXT_BYTES_MAX);
    put_failure(trace, queue->rows[index].parent, queue->rows[index].relation, name, name_length, message, length,
                api_failed_call(exception));
    put_notes(trace, base->dict);
    put_traceback(trace, (PyTracebackObject *)base->traceback, index == 0 ? PLACES_MAX : LINKED_PLACES_MAX);
    if (PyObject_TypeCheck(exception, (PyTypeObject *)PyExc_SyntaxError)) put_syntax_place(trace, exception);
    enqueue_linked(queue, trace, index);
}

TraceBytes trace_of_exception(PyObject *exception)
{
    if (!has_room()) return (TraceBytes){NULL, 0};
    Trace trace = trace_begin();
    Queue queue = {.count = 0};
    enqueue(&queue, exception, 0, RELATION_RAISED);
    for (int index = 0; index < queue.count; index++) put_exception(&queue, &trace, index);
    return trace_end(&trace);
}

TraceBytes trace_of_revert(const char *reason, size_t length)
{
    if (!has_room()) return (TraceBytes){NULL, 0};
    Trace trace = trace_begin();
    put_failure(&trace, 0, RELATION_REVERT, "revert", 6, reason, length, -1);
    put_stack(&trace);
    return trace_end(&trace);
}
