/* Canonical CBOR encoder (SEMANTICS 11). Recursion is bounded by CBOR_DEPTH_MAX. */
#include "cbor.h"
#include "chain.h"
#include "pycore_setobject.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MAJOR_UNSIGNED, MAJOR_NEGATIVE, MAJOR_BYTES, MAJOR_TEXT, MAJOR_ARRAY, MAJOR_MAP, MAJOR_TAG, MAJOR_SIMPLE };
enum { PATH_STEPS_SHOWN = 8 };
enum { SIMPLE_FALSE = 20, SIMPLE_TRUE = 21, SIMPLE_NULL = 22 };

void encoder_init(Encoder *encoder, const char *root)
{
    encoder->data = NULL;
    encoder->length = encoder->capacity = encoder->value_start = 0;
    encoder->root = root;
    encoder->base = encoder->depth = 0;
    encoder->depth_max = CBOR_DEPTH_MAX;
}

void encoder_clear(Encoder *encoder)
{
    PyMem_RawFree(encoder->data);
    encoder_init(encoder, encoder->root);
}

/* ---- errors that name their place ---- */

static PyObject *path_text(Encoder *encoder)
{
    PyObject *text = PyUnicode_FromString(encoder->root);
    int shown = encoder->depth < PATH_STEPS_SHOWN ? encoder->depth : PATH_STEPS_SHOWN;
    for (int i = 0; text != NULL && i < shown; i++) {
        PathStep *step = &encoder->path[i];
        PyObject *longer = step->key != NULL ? PyUnicode_FromFormat("%U[%R]", text, step->key)
                           : step->index >= 0 ? PyUnicode_FromFormat("%U[%zd]", text, step->index)
                                              : Py_NewRef(text);
        Py_SETREF(text, longer);
    }
    if (text != NULL && shown < encoder->depth) Py_SETREF(text, PyUnicode_FromFormat("%U...", text));
    return text;
}

int encode_fail(Encoder *encoder, PyObject *type, const char *what)
{
    PyObject *place = path_text(encoder);
    if (place != NULL) {
        PyErr_Format(type, "%U: %s", place, what);
        Py_DECREF(place);
    }
    return -1;
}

/* ---- bytes ---- */

int encode_raw(Encoder *encoder, const void *data, size_t length)
{
    if (encoder->length - encoder->value_start + length > CBOR_VALUE_BYTES_MAX)
        return encode_fail(encoder, PyExc_ValueError, "value is larger than 1 MiB");
    if (encoder->length + length > encoder->capacity) {
        size_t capacity = encoder->capacity * 2 + 256;
        if (capacity < encoder->length + length) capacity = encoder->length + length;
        uint8_t *larger = PyMem_RawRealloc(encoder->data, capacity);
        if (larger == NULL) {
            PyErr_NoMemory();
            return -1;
        }
        encoder->data = larger;
        encoder->capacity = capacity;
    }
    memcpy(encoder->data + encoder->length, data, length);
    encoder->length += length;
    return 0;
}

/* Writes the `size` low bytes of argument, most significant first. */
static int encode_big_endian(Encoder *encoder, uint8_t first, uint64_t argument, int size)
{
    uint8_t bytes[9] = {first};
    for (int i = 0; i < size; i++) bytes[1 + i] = (uint8_t)(argument >> (8 * (size - 1 - i)));
    return encode_raw(encoder, bytes, 1 + size);
}

int encode_head(Encoder *encoder, int major, uint64_t argument)
{
    uint8_t top = (uint8_t)(major << 5);
    if (argument < 24) return encode_big_endian(encoder, top | (uint8_t)argument, 0, 0);
    if (argument <= UINT8_MAX) return encode_big_endian(encoder, top | 24, argument, 1);
    if (argument <= UINT16_MAX) return encode_big_endian(encoder, top | 25, argument, 2);
    if (argument <= UINT32_MAX) return encode_big_endian(encoder, top | 26, argument, 4);
    return encode_big_endian(encoder, top | 27, argument, 8);
}

int encode_text(Encoder *encoder, const char *text, size_t length)
{
    return encode_head(encoder, MAJOR_TEXT, length) < 0 ? -1 : encode_raw(encoder, text, length);
}

/* ---- scalars ---- */

static int encode_big_integer(Encoder *encoder, PyObject *magnitude, size_t bits, int negative)
{
    uint8_t bytes[CBOR_INTEGER_BITS_MAX / 8];
    size_t length = (bits + 7) / 8;
    Py_ssize_t needed = PyLong_AsNativeBytes(magnitude, bytes, (Py_ssize_t)length,
                                             Py_ASNATIVEBYTES_BIG_ENDIAN | Py_ASNATIVEBYTES_UNSIGNED_BUFFER);
    if (needed < 0) return -1;
    int tag = negative ? CBOR_TAG_BIG_NEGATIVE : CBOR_TAG_BIG_POSITIVE;
    if (encode_head(encoder, MAJOR_TAG, tag) < 0 || encode_head(encoder, MAJOR_BYTES, length) < 0) return -1;
    return encode_raw(encoder, bytes, length);
}

static int encode_integer(Encoder *encoder, PyObject *value)
{
    int negative = _PyLong_Sign(value) < 0;
    if (_PyLong_NumBits(value) > CBOR_INTEGER_BITS_MAX)
        return encode_fail(encoder, PyExc_ValueError, "integer has more than 65536 bits");
    PyObject *magnitude = negative ? PyNumber_Invert(value) : Py_NewRef(value); /* CBOR stores -1-n as n */
    if (magnitude == NULL) return -1;
    int result;
    size_t bits = _PyLong_NumBits(magnitude);
    if (bits <= 64)
        result = encode_head(encoder, negative ? MAJOR_NEGATIVE : MAJOR_UNSIGNED,
                             PyLong_AsUnsignedLongLongMask(magnitude));
    else
        result = encode_big_integer(encoder, magnitude, bits, negative);
    Py_DECREF(magnitude);
    return result;
}

/* The half-precision bits of a single that half can hold exactly, or -1. */
static int32_t exact_half(uint32_t single)
{
    uint32_t sign = single >> 16 & 0x8000, fraction = single & 0x7fffff;
    int exponent = (int)(single >> 23 & 0xff);
    if (exponent == 0xff) return fraction == 0 ? (int32_t)(sign | 0x7c00) : -1;
    if (exponent == 0) return fraction == 0 ? (int32_t)sign : -1; /* single subnormals are below half's range */
    int half_exponent = exponent - 127 + 15;
    if (half_exponent >= 31) return -1;
    if (half_exponent >= 1)
        return fraction & 0x1fff ? -1 : (int32_t)(sign | (uint32_t)half_exponent << 10 | fraction >> 13);
    int shift = 14 - half_exponent; /* subnormal half: the leading one becomes explicit */
    uint32_t mantissa = fraction | 0x800000;
    if (shift > 24 || mantissa & ((1u << shift) - 1)) return -1;
    return (int32_t)(sign | mantissa >> shift);
}

static int encode_float(Encoder *encoder, double value)
{
    if (isnan(value)) return encode_big_endian(encoder, 0xf9, 0x7e00, 2);
    float single = (float)value;
    if ((double)single == value) {
        uint32_t bits;
        memcpy(&bits, &single, sizeof bits);
        int32_t half = exact_half(bits);
        return half >= 0 ? encode_big_endian(encoder, 0xf9, (uint64_t)half, 2)
                         : encode_big_endian(encoder, 0xfa, bits, 4);
    }
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    return encode_big_endian(encoder, 0xfb, bits, 8);
}

static int encode_string(Encoder *encoder, PyObject *value)
{
    Py_ssize_t length;
    const char *text = PyUnicode_AsUTF8AndSize(value, &length);
    if (text == NULL) {
        if (PyErr_ExceptionMatches(PyExc_MemoryError)) return -1;
        PyErr_Clear();
        return encode_fail(encoder, PyExc_ValueError, "str has a lone surrogate");
    }
    return encode_text(encoder, text, (size_t)length);
}

static int encode_bytes(Encoder *encoder, PyObject *value)
{
    size_t length = (size_t)PyBytes_GET_SIZE(value);
    if (encode_head(encoder, MAJOR_BYTES, length) < 0) return -1;
    return encode_raw(encoder, PyBytes_AS_STRING(value), length);
}

/* ---- containers ---- */

static int enter(Encoder *encoder)
{
    if (encoder->depth == encoder->depth_max)
        return encode_fail(encoder, PyExc_ValueError, "nested more than 64 deep (or contains itself)");
    encoder->path[encoder->depth++] = (PathStep){.key = NULL, .index = -1};
    return 0;
}

typedef int (*EncodeFunction)(Encoder *, PyObject *);

static int encode_items(Encoder *encoder, PyObject *const *items, Py_ssize_t count, EncodeFunction encode)
{
    if (encode_head(encoder, MAJOR_ARRAY, (uint64_t)count) < 0 || enter(encoder) < 0) return -1;
    for (Py_ssize_t i = 0; i < count; i++) {
        encoder->path[encoder->depth - 1].index = i;
        if (encode(encoder, items[i]) < 0) return -1;
    }
    encoder->depth--;
    return 0;
}

static int encode_tuple(Encoder *encoder, PyObject *value, EncodeFunction encode)
{
    if (encode_head(encoder, MAJOR_TAG, CBOR_TAG_TUPLE) < 0) return -1;
    return encode_items(encoder, ((PyTupleObject *)value)->ob_item, PyTuple_GET_SIZE(value), encode);
}

/* A plain dict, or a stored one, whose entries are read for it. */
static int encode_dict(Encoder *encoder, PyObject *value)
{
    int is_stored = chain_is_dict(value), more;
    Py_ssize_t count = is_stored ? chain_length(value) : PyDict_GET_SIZE(value);
    if (count < 0 || encode_head(encoder, MAJOR_TAG, CBOR_TAG_DICT) < 0 ||
        encode_head(encoder, MAJOR_ARRAY, 2 * (uint64_t)count) < 0 || enter(encoder) < 0)
        return -1;
    PathStep *step = &encoder->path[encoder->depth - 1];
    PyObject *key, *item;
    Py_ssize_t position = 0;
    while ((more = (is_stored ? chain_next : PyDict_Next)(value, &position, &key, &item)) > 0) {
        step->key = NULL;
        if (encode_key(encoder, key) < 0) return -1;
        step->key = key;
        if (encode_value(encoder, item) < 0) return -1;
    }
    encoder->depth--;
    return more;
}

typedef struct {
    const uint8_t *data;
    size_t length;
} Slice;

static int compare_slices(const void *left, const void *right)
{
    const Slice *a = left, *b = right;
    int order = memcmp(a->data, b->data, a->length < b->length ? a->length : b->length);
    return order != 0 ? order : (a->length > b->length) - (a->length < b->length);
}

/* Rewrites the encodings between start and the end of the buffer in sorted order. ends[i]: end of the i-th. */
static int sort_encodings(Encoder *encoder, size_t start, const size_t *ends, Slice *slices, Py_ssize_t count)
{
    size_t total = encoder->length - start;
    uint8_t *copy = PyMem_RawMalloc(total + 1);
    if (copy == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    memcpy(copy, encoder->data + start, total);
    for (Py_ssize_t i = 0; i < count; i++) {
        size_t from = i == 0 ? 0 : ends[i - 1] - start;
        slices[i] = (Slice){copy + from, ends[i] - start - from};
    }
    qsort(slices, (size_t)count, sizeof *slices, compare_slices);
    uint8_t *target = encoder->data + start;
    int result = 0;
    for (Py_ssize_t i = 0; i < count; i++) {
        if (i > 0 && compare_slices(&slices[i - 1], &slices[i]) == 0)
            result = encode_fail(encoder, PyExc_ValueError, "set has two equal elements");
        memcpy(target, slices[i].data, slices[i].length);
        target += slices[i].length;
    }
    PyMem_RawFree(copy);
    return result;
}

static int encode_set(Encoder *encoder, PyObject *value)
{
    Py_ssize_t count = PySet_GET_SIZE(value), index = 0, position = 0;
    if (encode_head(encoder, MAJOR_TAG, CBOR_TAG_SET) < 0 || encode_head(encoder, MAJOR_ARRAY, (uint64_t)count) < 0 ||
        enter(encoder) < 0)
        return -1;
    size_t start = encoder->length;
    size_t *ends = PyMem_RawMalloc((size_t)count * (sizeof *ends + sizeof(Slice)) + 1);
    if (ends == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    PyObject *element;
    Py_hash_t hash;
    int result = 0;
    while (result == 0 && _PySet_NextEntry(value, &position, &element, &hash)) {
        result = encode_key(encoder, element);
        ends[index++] = encoder->length;
    }
    if (result == 0) result = sort_encodings(encoder, start, ends, (Slice *)(ends + count), count);
    PyMem_RawFree(ends);
    if (result == 0) encoder->depth--;
    return result;
}

/* ---- dispatch on the exact type ---- */

static int fail_type(Encoder *encoder, PyObject *value)
{
    PyObject *name = PyType_GetName(Py_TYPE(value));
    const char *text = name == NULL ? NULL : PyUnicode_AsUTF8(name);
    if (text == NULL) PyErr_Clear();
    encode_fail(encoder, PyExc_TypeError, text == NULL ? "unsupported type" : text);
    Py_XDECREF(name);
    return -1;
}

static int encode_simple(Encoder *encoder, int simple)
{
    return encode_head(encoder, MAJOR_SIMPLE, (uint64_t)simple);
}

static int encode_item(Encoder *encoder, PyObject *value)
{
    if (value == Py_None) return encode_simple(encoder, SIMPLE_NULL);
    if (value == Py_False) return encode_simple(encoder, SIMPLE_FALSE);
    if (value == Py_True) return encode_simple(encoder, SIMPLE_TRUE);
    if (PyLong_CheckExact(value)) return encode_integer(encoder, value);
    if (PyUnicode_CheckExact(value)) return encode_string(encoder, value);
    if (PyBytes_CheckExact(value)) return encode_bytes(encoder, value);
    if (PyFloat_CheckExact(value)) return encode_float(encoder, PyFloat_AS_DOUBLE(value));
    if (PyDict_CheckExact(value) || chain_is_dict(value)) return encode_dict(encoder, value);
    if (PyList_CheckExact(value))
        return encode_items(encoder, ((PyListObject *)value)->ob_item, PyList_GET_SIZE(value), encode_value);
    if (PyTuple_CheckExact(value)) return encode_tuple(encoder, value, encode_value);
    if (PySet_CheckExact(value)) return encode_set(encoder, value);
    return fail_type(encoder, value);
}

int encode_value(Encoder *encoder, PyObject *value)
{
    if (encoder->depth == encoder->base) encoder->value_start = encoder->length;
    return encode_item(encoder, value);
}

/* Keys normalise so that equal keys have equal bytes: bool and integral float become int, also inside tuples. */
static int encode_key_item(Encoder *encoder, PyObject *key)
{
    if (PyTuple_CheckExact(key)) return encode_tuple(encoder, key, encode_key_item);
    if (key == Py_False || key == Py_True) return encode_head(encoder, MAJOR_UNSIGNED, key == Py_True);
    if (PyFloat_CheckExact(key)) {
        double number = PyFloat_AS_DOUBLE(key);
        if (isnan(number)) return encode_fail(encoder, PyExc_ValueError, "nan cannot be a key or an element of a set");
        if (isinf(number) || number != floor(number)) return encode_float(encoder, number);
        PyObject *integer = PyLong_FromDouble(number);
        if (integer == NULL) return -1;
        int result = encode_integer(encoder, integer);
        Py_DECREF(integer);
        return result;
    }
    if (key == Py_None || PyLong_CheckExact(key) || PyUnicode_CheckExact(key) || PyBytes_CheckExact(key))
        return encode_item(encoder, key);
    PyErr_Clear();
    PyObject *place = path_text(encoder);
    PyObject *name = PyType_GetName(Py_TYPE(key));
    if (place != NULL && name != NULL) PyErr_Format(PyExc_TypeError, "%U: key of type %U", place, name);
    Py_XDECREF(place);
    Py_XDECREF(name);
    return -1;
}

int encode_key(Encoder *encoder, PyObject *key)
{
    if (encoder->depth == encoder->base) encoder->value_start = encoder->length;
    return encode_key_item(encoder, key);
}
