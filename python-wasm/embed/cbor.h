/* Canonical CBOR of SEMANTICS 11 between Python objects and bytes. */
#ifndef PBEVM_CBOR_H
#define PBEVM_CBOR_H

#include "Python.h"
#include <stdint.h>

enum {
    CBOR_DEPTH_MAX = 64,
    CBOR_VALUE_BYTES_MAX = 1 << 20,
    CBOR_INTEGER_BITS_MAX = 1 << 16,
    CBOR_TAG_BIG_POSITIVE = 2,
    CBOR_TAG_BIG_NEGATIVE = 3,
    CBOR_TAG_SET = 258,
    CBOR_TAG_DICT = 45000,
    CBOR_TAG_TUPLE = 45001,
};

/* Where in a value the encoder stands, to name it in an error: chain['a'][3]. */
typedef struct {
    PyObject *key;     /* dict key, or NULL for a position; borrowed */
    Py_ssize_t index;
} PathStep;

/* A growing buffer and the place in the value being encoded. */
typedef struct {
    uint8_t *data;
    size_t length;
    size_t capacity;
    size_t value_start;
    const char *root;
    int base;      /* steps of the path that lie outside the value: 1 for an entry of chain */
    int depth;     /* steps of the path in all */
    int depth_max; /* CBOR_DEPTH_MAX, and one more for what lies in chain */
    PathStep path[CBOR_DEPTH_MAX + 2];
} Encoder;

/* root names the value in errors ("chain", "args"). The buffer is freed by encoder_clear. */
void encoder_init(Encoder *encoder, const char *root);
void encoder_clear(Encoder *encoder);

/* Append one value. Return 0, or -1 with TypeError (no CBOR form), ValueError (a limit) or MemoryError set. No code
 * of the contract runs: only exact built-in types are read. encode_key normalises as dict keys do. */
int encode_value(Encoder *encoder, PyObject *value);
int encode_key(Encoder *encoder, PyObject *key);

/* Raises "place: what" for the place where the encoder stands. Returns -1. */
int encode_fail(Encoder *encoder, PyObject *type, const char *what);

/* Append a head or raw bytes, for records that are put together by hand. */
int encode_head(Encoder *encoder, int major, uint64_t argument);
int encode_raw(Encoder *encoder, const void *data, size_t length);
int encode_text(Encoder *encoder, const char *text, size_t length);

/* The value that the bytes encode, all of them; NULL with ValueError if they are not canonical. */
PyObject *decode_value(const uint8_t *data, size_t length);

/* Reader of one value after another, for records. */
typedef struct {
    const uint8_t *data;
    size_t length;
    size_t position;
    int depth;
} Decoder;

PyObject *decode_next(Decoder *decoder);
int decode_head(Decoder *decoder, int *major, uint64_t *argument);

#endif
