/* From a source to its artefact: parse, screen, compile the same tree (SEMANTICS 8). Nothing of the contract runs.
 * Whatever is wrong with a source comes out as findings. */
#include "contract.h"
#include "cbor.h"
#include "host.h"
#include "screen.h"
#include "pycore_compile.h"
#include "pycore_parser.h"
#include "pycore_pyarena.h"
#include <marshal.h>
#include <string.h>

/* What compile() is asked for, and what it answers; host/vm/python/screening.ts has the same numbers. */
enum { MODE_UNSCREENED = 0, MODE_DEPLOY = 1, MODE_CHECK = 2 };
enum { ANSWER_ARTEFACT = 0, ANSWER_FINDINGS = 1 };

/* The source: UTF-8 without its byte order mark, followed by a zero. */
typedef struct {
    const char *text;
    size_t length;
} Source;

static Source input_source(void)
{
    size_t skip = input_length >= 3 && memcmp(input_data, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
    return (Source){(const char *)input_data + skip, input_length - skip};
}

/* ---- places ---- */

static int is_line_end(Source source, size_t at)
{
    if (source.text[at] == '\n') return 1;
    return source.text[at] == '\r' && (at + 1 == source.length || source.text[at + 1] != '\n');
}

/* Place of a byte. */
static Place place_of(Source source, size_t offset)
{
    int line = 1;
    size_t start = 0;
    for (size_t at = 0; at < offset; at++) {
        if (!is_line_end(source, at)) continue;
        line++;
        start = at + 1;
    }
    int column = (int)(offset - start);
    return (Place){line, column, line, column + 1};
}

/* Column of a character, counted from 1, as bytes from 0. */
static int column_of(Source source, int line, int character)
{
    size_t at = 0;
    for (int passed = 1; passed < line && at < source.length; at++) passed += is_line_end(source, at);
    int column = 0;
    for (int left = character - 1; left > 0 && at < source.length && !is_line_end(source, at); left--) {
        do {
            column++;
            at++;
        } while (at < source.length && ((uint8_t)source.text[at] & 0xc0) == 0x80);
    }
    return column;
}

static int small_number(PyObject *number)
{
    return number != NULL && PyLong_CheckExact(number) ? PyLong_AsInt(number) : 0;
}

/* Where a SyntaxError points. The parser counts characters, the compiler bytes; both from 1. */
static Place syntax_place(Source source, const PySyntaxErrorObject *error, int is_parsed)
{
    Place place = {small_number(error->lineno), small_number(error->offset), small_number(error->end_lineno),
                   small_number(error->end_offset)};
    if (place.line <= 0) return (Place){0};
    if (place.end_line < place.line || place.end_column <= 0) {
        place.end_line = place.line;
        place.end_column = place.column;
    }
    place.column = is_parsed ? place.column - 1 : column_of(source, place.line, place.column);
    place.end_column = is_parsed ? place.end_column - 1 : column_of(source, place.end_line, place.end_column);
    if (place.column < 0) place.column = 0;
    if (place.end_line == place.line && place.end_column <= place.column) place.end_column = place.column + 1;
    return place;
}

/* ---- exceptions as findings ---- */

/* "SyntaxError: invalid syntax"; characters without a UTF-8 form are replaced. */
static PyObject *syntax_text(PyObject *exception)
{
    PyObject *message = ((PySyntaxErrorObject *)exception)->msg;
    if (message == NULL || !PyUnicode_CheckExact(message)) return PyUnicode_FromString(Py_TYPE(exception)->tp_name);
    PyObject *text = PyUnicode_FromFormat("%s: %U", Py_TYPE(exception)->tp_name, message);
    PyObject *bytes = text == NULL ? NULL : PyUnicode_AsEncodedString(text, "utf-8", "replace");
    Py_XDECREF(text);
    PyObject *clean = bytes == NULL ? NULL : PyUnicode_FromEncodedObject(bytes, "utf-8", "strict");
    Py_XDECREF(bytes);
    return clean;
}

/* Turns the raised exception into a finding. Returns 0, or -1 with another exception. */
static int report_exception(Screen *screen, Source source, int is_parsed)
{
    PyObject *exception = PyErr_GetRaisedException(), *text;
    int rule = RULE_TOO_COMPLEX;
    if (PyErr_GivenExceptionMatches(exception, PyExc_SyntaxError)) {
        rule = RULE_SYNTAX_ERROR;
        text = syntax_text(exception);
        screen->place = syntax_place(source, (PySyntaxErrorObject *)exception, is_parsed);
    } else {
        if (PyErr_GivenExceptionMatches(exception, PyExc_UnicodeDecodeError)) {
            rule = RULE_NOT_UTF8;
            screen->place = place_of(source, (size_t)((PyUnicodeErrorObject *)exception)->start);
        }
        text = PyUnicode_FromString(Py_TYPE(exception)->tp_name);
    }
    Py_DECREF(exception);
    int result = text == NULL ? -1 : screen_report(screen, rule, text);
    Py_XDECREF(text);
    return result;
}

/* ---- parse, screen, compile ---- */

/* Refuses what is no text for the parser, which stops at a zero. Returns 0, or -1 with an exception or a finding. */
static int check_text(Screen *screen, Source source)
{
    const char *zero = memchr(source.text, 0, source.length);
    if (zero != NULL) {
        PyObject *text = PyUnicode_FromString("SyntaxError: source code cannot contain null bytes");
        screen->place = place_of(source, (size_t)(zero - source.text));
        if (text != NULL) screen_report(screen, RULE_SYNTAX_ERROR, text);
        Py_XDECREF(text);
        return -1;
    }
    PyObject *text = PyUnicode_DecodeUTF8(source.text, (Py_ssize_t)source.length, NULL);
    Py_XDECREF(text);
    return text == NULL ? -1 : 0;
}

/* The code object, or NULL with an exception or errors among the findings. */
static PyCodeObject *compile_source(Screen *screen, Source source, int mode, int *is_parsed)
{
    PyCompilerFlags flags = {.cf_flags = PyCF_SOURCE_IS_UTF8 | PyCF_IGNORE_COOKIE,
                             .cf_feature_version = PY_MINOR_VERSION};
    if (check_text(screen, source) < 0) return NULL;
    PyArena *arena = _PyArena_New();
    PyObject *filename = PyUnicode_FromString(CONTRACT_FILENAME);
    PyCodeObject *code = NULL;
    if (arena != NULL && filename != NULL) {
        mod_ty tree = _PyParser_ASTFromString(source.text, filename, Py_file_input, &flags, arena);
        *is_parsed = tree != NULL;
        int failed = tree == NULL || (mode != MODE_UNSCREENED && screen_tree(screen, tree) < 0);
        screen->place = (Place){0};
        if (!failed && screen->error_count == 0) code = _PyAST_Compile(tree, filename, &flags, 0, arena);
    }
    Py_XDECREF(filename);
    if (arena != NULL) _PyArena_Free(arena);
    return code;
}

static void output_findings(Screen *screen)
{
    Encoder encoder;
    encoder_init(&encoder, "findings");
    if (encode_value(&encoder, screen->findings) < 0) fail_with_exception();
    host_output(encoder.data, (uint32_t)encoder.length);
}

/* Hands the marshalled code to output() and answers 0; or, if it was asked to check or there are errors, the findings
 * and answers 1. */
EXPORT(compile) int compile(int mode)
{
    Screen screen;
    Source source = input_source();
    int is_parsed = 0;
    if (screen_init(&screen, mode == MODE_CHECK) < 0) fail_with_exception();
    PyCodeObject *code = compile_source(&screen, source, mode, &is_parsed);
    PyObject *bytes = code == NULL ? NULL : PyMarshal_WriteObjectToString((PyObject *)code, Py_MARSHAL_VERSION);
    if (bytes == NULL && PyErr_Occurred() && report_exception(&screen, source, is_parsed) < 0) fail_with_exception();
    if (bytes == NULL || mode == MODE_CHECK) {
        output_findings(&screen);
        return ANSWER_FINDINGS;
    }
    host_output((const uint8_t *)PyBytes_AS_STRING(bytes), (uint32_t)PyBytes_GET_SIZE(bytes));
    return ANSWER_ARTEFACT;
}
