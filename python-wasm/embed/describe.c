/* What an exception says, in a trace. Only exact built-in types are read, so no __repr__ or __str__ of the contract runs;
 * consensus sees the shorter reason of failure.c (SEMANTICS 13). */
#include "trace.h"
#include <string.h>

enum { DEPTH_MAX = 2, ITEMS_MAX = 8 };

typedef struct {
    char *data;
    size_t length, capacity;
} Text;

static void add(Text *text, const char *bytes, size_t length)
{
    if (length > text->capacity - text->length) text->capacity = text->length; /* nothing behind a gap */
    else {
        memcpy(text->data + text->length, bytes, length);
        text->length += length;
    }
}

static void add_string(Text *text, const char *string)
{
    add(text, string, strlen(string));
}

static void add_number(Text *text, uint64_t number)
{
    char digits[20];
    size_t at = sizeof digits;
    do digits[--at] = (char)('0' + number % 10);
    while ((number /= 10) > 0);
    add(text, digits + at, sizeof digits - at);
}

static void add_escaped(Text *text, uint8_t byte)
{
    static const char hex[] = "0123456789abcdef";
    char escape[4] = {'\\', 'x', hex[byte >> 4], hex[byte & 15]};
    if (byte == '\n') add_string(text, "\\n");
    else if (byte == '\'' || byte == '\\') add(text, (char[]){'\\', (char)byte}, 2);
    else add(text, escape, sizeof escape);
}

static int is_plain(Py_UCS4 character)
{
    return character >= 0x20 && character != 0x7f && character != '\'' && character != '\\';
}

static void add_str(Text *text, PyObject *object)
{
    add_string(text, "'");
    for (Py_ssize_t i = 0; i < PyUnicode_GET_LENGTH(object) && text->length < text->capacity; i++) {
        Py_UCS4 character = PyUnicode_READ_CHAR(object, i);
        char bytes[4];
        if (is_plain(character)) add(text, bytes, encode_utf8(character, bytes));
        else add_escaped(text, (uint8_t)character);
    }
    add_string(text, "'");
}

static void add_bytes(Text *text, PyObject *object)
{
    add_string(text, "b'");
    for (Py_ssize_t i = 0; i < PyBytes_GET_SIZE(object) && text->length < text->capacity; i++) {
        uint8_t byte = (uint8_t)PyBytes_AS_STRING(object)[i];
        if (byte < 0x7f && is_plain(byte)) add(text, (char *)&byte, 1);
        else add_escaped(text, byte);
    }
    add_string(text, "'");
}

static void add_int(Text *text, PyObject *object)
{
    int overflow;
    long long number = PyLong_AsLongLongAndOverflow(object, &overflow);
    if (overflow != 0) {
        add_string(text, "<int of ");
        add_number(text, (uint64_t)_PyLong_NumBits(object));
        add_string(text, " bits>");
        return;
    }
    if (number < 0) add_string(text, "-");
    add_number(text, number < 0 ? 0 - (uint64_t)number : (uint64_t)number);
}

static void add_float(Text *text, PyObject *object)
{
    char *digits = PyOS_double_to_string(PyFloat_AS_DOUBLE(object), 'r', 0, Py_DTSF_ADD_DOT_0, NULL);
    if (digits == NULL) PyErr_Clear();
    add_string(text, digits == NULL ? "<float>" : digits);
    PyMem_Free(digits);
}

static void add_repr(Text *text, PyObject *object, int depth);

static void add_items(Text *text, PyObject *object, int depth)
{
    int is_tuple = PyTuple_CheckExact(object);
    Py_ssize_t count = is_tuple ? PyTuple_GET_SIZE(object) : PyList_GET_SIZE(object);
    add_string(text, is_tuple ? "(" : "[");
    for (Py_ssize_t i = 0; i < count && i < ITEMS_MAX; i++) {
        if (i > 0) add_string(text, ", ");
        add_repr(text, is_tuple ? PyTuple_GET_ITEM(object, i) : PyList_GET_ITEM(object, i), depth + 1);
    }
    if (count > ITEMS_MAX) add_string(text, ", ...");
    add_string(text, !is_tuple ? "]" : count == 1 ? ",)" : ")");
}

static void add_repr(Text *text, PyObject *object, int depth)
{
    if (object == NULL) add_string(text, "<nothing>"); /* a tuple or list that is being built */
    else if (object == Py_None) add_string(text, "None");
    else if (object == Py_True) add_string(text, "True");
    else if (object == Py_False) add_string(text, "False");
    else if (PyLong_CheckExact(object)) add_int(text, object);
    else if (PyFloat_CheckExact(object)) add_float(text, object);
    else if (PyUnicode_CheckExact(object)) add_str(text, object);
    else if (PyBytes_CheckExact(object)) add_bytes(text, object);
    else if ((PyTuple_CheckExact(object) || PyList_CheckExact(object)) && depth < DEPTH_MAX)
        add_items(text, object, depth);
    else {
        const char *name;
        size_t length = type_name(object, &name);
        add_string(text, "<");
        add(text, name, length);
        add_string(text, ">");
    }
}

static void add_group(Text *text, PyBaseExceptionGroupObject *group)
{
    Py_ssize_t count = group->excs != NULL && PyTuple_CheckExact(group->excs) ? PyTuple_GET_SIZE(group->excs) : 0;
    text->length += copy_text(group->msg, text->data, text->capacity - 32);
    add_string(text, " (");
    add_number(text, (uint64_t)count);
    add_string(text, count == 1 ? " sub-exception)" : " sub-exceptions)");
}

/* One argument that is a str speaks for itself, but as a key it shows as repr; a syntax error's text is its first. */
size_t exception_message(PyObject *exception, char *out, size_t capacity)
{
    Text text = {out, 0, capacity};
    PyObject *args = ((PyBaseExceptionObject *)exception)->args;
    if (PyObject_TypeCheck(exception, (PyTypeObject *)PyExc_BaseExceptionGroup)) {
        add_group(&text, (PyBaseExceptionGroupObject *)exception);
        return text.length;
    }
    if (args == NULL || !PyTuple_CheckExact(args) || PyTuple_GET_SIZE(args) == 0) return 0;
    PyObject *first = PyTuple_GET_ITEM(args, 0);
    int is_syntax = PyObject_TypeCheck(exception, (PyTypeObject *)PyExc_SyntaxError);
    int is_key = PyObject_TypeCheck(exception, (PyTypeObject *)PyExc_KeyError);
    if (PyTuple_GET_SIZE(args) > 1 && !is_syntax) add_repr(&text, args, 0);
    else if (first != NULL && PyUnicode_CheckExact(first) && !is_key) text.length = copy_text(first, out, capacity);
    else add_repr(&text, first, 0);
    return text.length;
}
