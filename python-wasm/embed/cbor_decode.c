/* Strict decoder of canonical CBOR (SEMANTICS 11): everything that the encoder would not write is an error. */
#include "cbor.h"
#include <math.h>
#include <string.h>

static int refuse(Decoder *decoder, const char *what)
{
    PyErr_Format(PyExc_ValueError, "not canonical CBOR at byte %zu: %s", decoder->position, what);
    return -1;
}

static PyObject *refuse_value(Decoder *decoder, const char *what)
{
    refuse(decoder, what);
    return NULL;
}

static uint64_t big_endian(const uint8_t *data, int size)
{
    uint64_t value = 0;
    for (int i = 0; i < size; i++) value = value << 8 | data[i];
    return value;
}

/* Reads a head; arguments must be in their shortest form. A float head leaves its bits in argument and its size as
 * 24 + log2(size) in *major's high bits: see FLOAT_SIZE. */
#define FLOAT_SIZE(major) ((major) >> 8)

int decode_head(Decoder *decoder, int *major, uint64_t *argument)
{
    if (decoder->position >= decoder->length) return refuse(decoder, "unexpected end");
    uint8_t first = decoder->data[decoder->position++];
    int info = first & 31;
    *major = first >> 5;
    if (info < 24) {
        *argument = (uint64_t)info;
        return 0;
    }
    if (info > 27) return refuse(decoder, "reserved or indefinite length");
    int size = 1 << (info - 24);
    if (decoder->length - decoder->position < (size_t)size) return refuse(decoder, "unexpected end");
    *argument = big_endian(decoder->data + decoder->position, size);
    decoder->position += (size_t)size;
    if (*major == 7) {
        if (size == 1) return refuse(decoder, "unknown simple value");
        *major |= size << 8;
        return 0;
    }
    uint64_t smallest = size == 1 ? 24 : (uint64_t)1 << (4 * size);
    return *argument < smallest ? refuse(decoder, "length is not in its shortest form") : 0;
}

/* ---- scalars ---- */

static int take(Decoder *decoder, uint64_t length, const uint8_t **data)
{
    if (decoder->length - decoder->position < length) return refuse(decoder, "unexpected end");
    *data = decoder->data + decoder->position;
    decoder->position += (size_t)length;
    return 0;
}

static PyObject *invert(PyObject *magnitude)
{
    PyObject *value = magnitude == NULL ? NULL : PyNumber_Invert(magnitude);
    Py_XDECREF(magnitude);
    return value;
}

static PyObject *decode_big_integer(Decoder *decoder, int negative)
{
    int major;
    uint64_t length;
    const uint8_t *data;
    if (decode_head(decoder, &major, &length) < 0) return NULL;
    if (major != 2) return refuse_value(decoder, "a big integer is a byte string");
    if (take(decoder, length, &data) < 0) return NULL;
    if (length <= 8 || data[0] == 0) return refuse_value(decoder, "big integer is not in its shortest form");
    if (length > CBOR_INTEGER_BITS_MAX / 8) return refuse_value(decoder, "integer has more than 65536 bits");
    PyObject *value = PyLong_FromUnsignedNativeBytes(data, (size_t)length, Py_ASNATIVEBYTES_BIG_ENDIAN);
    if (negative) value = invert(value);
    if (value != NULL && _PyLong_NumBits(value) > CBOR_INTEGER_BITS_MAX) { /* -2**65536 */
        Py_DECREF(value);
        return refuse_value(decoder, "integer has more than 65536 bits");
    }
    return value;
}

static double half_to_double(uint16_t half)
{
    int exponent = half >> 10 & 31, fraction = half & 0x3ff;
    double magnitude = exponent == 0    ? ldexp(fraction, -24)
                       : exponent == 31 ? (fraction == 0 ? INFINITY : NAN)
                                        : ldexp(fraction + 1024, exponent - 25);
    return half & 0x8000 ? -magnitude : magnitude;
}

/* The number, after checking that no shorter form holds it: the encoder is asked what it would have written. */
static PyObject *decode_float(Decoder *decoder, int size, uint64_t bits)
{
    double number;
    if (size == 2) {
        number = half_to_double((uint16_t)bits);
    }
    else if (size == 4) {
        uint32_t narrow = (uint32_t)bits;
        float single;
        memcpy(&single, &narrow, sizeof single);
        number = single;
    }
    else {
        memcpy(&number, &bits, sizeof number);
    }
    PyObject *value = PyFloat_FromDouble(number);
    if (value == NULL) return NULL;
    Encoder check;
    encoder_init(&check, "float");
    const uint8_t *read = decoder->data + decoder->position - size - 1;
    int result = encode_value(&check, value);
    if (result == 0 && (check.length != (size_t)size + 1 || memcmp(check.data, read, check.length) != 0))
        result = refuse(decoder, "float is not in its shortest form");
    encoder_clear(&check);
    if (result < 0) Py_CLEAR(value);
    return value;
}

static PyObject *decode_simple(Decoder *decoder, int major, uint64_t argument)
{
    if (FLOAT_SIZE(major) != 0) return decode_float(decoder, FLOAT_SIZE(major), argument);
    if (argument == 20) Py_RETURN_FALSE;
    if (argument == 21) Py_RETURN_TRUE;
    if (argument == 22) Py_RETURN_NONE;
    return refuse_value(decoder, "unknown simple value");
}

static PyObject *decode_string(Decoder *decoder, uint64_t length)
{
    const uint8_t *data;
    if (take(decoder, length, &data) < 0) return NULL;
    PyObject *text = PyUnicode_DecodeUTF8((const char *)data, (Py_ssize_t)length, NULL);
    if (text == NULL && PyErr_ExceptionMatches(PyExc_UnicodeDecodeError)) {
        PyErr_Clear();
        return refuse_value(decoder, "text is not UTF-8");
    }
    return text;
}

/* ---- containers ---- */

static int enter(Decoder *decoder)
{
    if (decoder->depth == CBOR_DEPTH_MAX) return refuse(decoder, "nested more than 64 deep");
    decoder->depth++;
    return 0;
}

/* Counts are bounded by the bytes that are left: an item has at least one. */
static int check_count(Decoder *decoder, uint64_t count)
{
    return count > decoder->length - decoder->position ? refuse(decoder, "count exceeds the bytes that are left") : 0;
}

static PyObject *decode_array(Decoder *decoder, uint64_t count, int as_tuple)
{
    if (check_count(decoder, count) < 0 || enter(decoder) < 0) return NULL;
    PyObject *array = as_tuple ? PyTuple_New((Py_ssize_t)count) : PyList_New((Py_ssize_t)count);
    for (Py_ssize_t i = 0; array != NULL && i < (Py_ssize_t)count; i++) {
        PyObject *item = decode_next(decoder);
        if (item == NULL) {
            Py_CLEAR(array);
        }
        else if (as_tuple) {
            PyTuple_SET_ITEM(array, i, item);
        }
        else {
            PyList_SET_ITEM(array, i, item);
        }
    }
    decoder->depth--;
    return array;
}

/* Reads a key and checks that its bytes are those of its normalised form, which also refuses unhashable types. */
static PyObject *decode_key(Decoder *decoder)
{
    size_t start = decoder->position;
    PyObject *key = decode_next(decoder);
    if (key == NULL) return NULL;
    Encoder check;
    encoder_init(&check, "key");
    int result = encode_key(&check, key);
    if (result < 0 && !PyErr_ExceptionMatches(PyExc_MemoryError)) {
        PyErr_Clear();
        refuse(decoder, "value cannot be a key");
    }
    else if (result == 0 && (check.length != decoder->position - start ||
                             memcmp(check.data, decoder->data + start, check.length) != 0)) {
        result = refuse(decoder, "key is not normalised");
    }
    encoder_clear(&check);
    if (result < 0) Py_CLEAR(key);
    return key;
}

static int decode_array_head(Decoder *decoder, uint64_t *count)
{
    int major;
    if (decode_head(decoder, &major, count) < 0) return -1;
    if (major != 4) return refuse(decoder, "tag does not hold an array");
    return check_count(decoder, *count);
}

static PyObject *decode_dict(Decoder *decoder)
{
    uint64_t count;
    if (decode_array_head(decoder, &count) < 0) return NULL;
    if (count % 2 != 0) return refuse_value(decoder, "dict has a key without a value");
    if (enter(decoder) < 0) return NULL;
    PyObject *dict = PyDict_New();
    int result = dict == NULL ? -1 : 0;
    for (uint64_t i = 0; result == 0 && i < count; i += 2) {
        PyObject *key = decode_key(decoder);
        PyObject *value = key == NULL ? NULL : decode_next(decoder);
        result = value == NULL ? -1 : PyDict_SetItem(dict, key, value);
        if (result == 0 && (uint64_t)PyDict_GET_SIZE(dict) != i / 2 + 1)
            result = refuse(decoder, "two keys are equal");
        Py_XDECREF(key);
        Py_XDECREF(value);
    }
    decoder->depth--;
    if (result < 0) Py_CLEAR(dict);
    return dict;
}

static PyObject *decode_set(Decoder *decoder)
{
    uint64_t count;
    if (decode_array_head(decoder, &count) < 0 || enter(decoder) < 0) return NULL;
    PyObject *set = PySet_New(NULL);
    int result = set == NULL ? -1 : 0;
    size_t previous = 0, previous_length = 0;
    for (uint64_t i = 0; result == 0 && i < count; i++) {
        size_t start = decoder->position;
        PyObject *element = decode_key(decoder);
        size_t length = decoder->position - start;
        result = element == NULL ? -1 : PySet_Add(set, element);
        Py_XDECREF(element);
        if (result == 0 && i > 0) {
            size_t shared = length < previous_length ? length : previous_length;
            int order = memcmp(decoder->data + previous, decoder->data + start, shared);
            if (order > 0 || (order == 0 && previous_length >= length))
                result = refuse(decoder, "elements of a set are not in order");
        }
        previous = start;
        previous_length = length;
    }
    decoder->depth--;
    if (result < 0) Py_CLEAR(set);
    return set;
}

static PyObject *decode_tuple(Decoder *decoder)
{
    uint64_t count;
    return decode_array_head(decoder, &count) < 0 ? NULL : decode_array(decoder, count, 1);
}

static PyObject *decode_tagged(Decoder *decoder, uint64_t tag)
{
    switch (tag) {
    case CBOR_TAG_BIG_POSITIVE: return decode_big_integer(decoder, 0);
    case CBOR_TAG_BIG_NEGATIVE: return decode_big_integer(decoder, 1);
    case CBOR_TAG_DICT: return decode_dict(decoder);
    case CBOR_TAG_TUPLE: return decode_tuple(decoder);
    case CBOR_TAG_SET: return decode_set(decoder);
    default: return refuse_value(decoder, "unknown tag");
    }
}

PyObject *decode_next(Decoder *decoder)
{
    int major;
    uint64_t argument;
    const uint8_t *data;
    if (decode_head(decoder, &major, &argument) < 0) return NULL;
    switch (major & 7) {
    case 0: return PyLong_FromUnsignedLongLong(argument);
    case 1: return invert(PyLong_FromUnsignedLongLong(argument));
    case 2:
        if (take(decoder, argument, &data) < 0) return NULL;
        return PyBytes_FromStringAndSize((const char *)data, (Py_ssize_t)argument);
    case 3: return decode_string(decoder, argument);
    case 4: return decode_array(decoder, argument, 0);
    case 5: return refuse_value(decoder, "a map (dicts have tag 45000)");
    case 6: return decode_tagged(decoder, argument);
    default: return decode_simple(decoder, major, argument);
    }
}

PyObject *decode_value(const uint8_t *data, size_t length)
{
    Decoder decoder = {.data = data, .length = length};
    if (length > CBOR_VALUE_BYTES_MAX) return refuse_value(&decoder, "value is larger than 1 MiB");
    PyObject *value = decode_next(&decoder);
    if (value != NULL && decoder.position != length) {
        refuse(&decoder, "trailing bytes");
        Py_CLEAR(value);
    }
    return value;
}
