/* Records of `chain` in storage (SEMANTICS 14, docs/semantics.md). Values are CBOR arrays:
 *
 *   header  0x00 || u64be(node)         root    [count, next sequence, first, last, next node, garbage]
 *                                       others  [count, next sequence, first, last, garbage, parent, place]
 *   entry   0x01 || u64be(node) || hash         [sequence, previous, next, key, value]
 *                                       dict    [sequence, previous, next, key, null, node]
 *
 * first, last, previous, next and place are hashes of keys, or null; sequence is 8 bytes, big-endian, so that an entry
 * costs the same wherever it stands. garbage: of the root the first detached node, of
 * a detached node the next one, 0 at the end; null in a node that is not detached. */
#include "chain_node.h"
#include "host.h"
#include "Hacl_Hash_SHA2.h"
#include <string.h>

enum { HEADER_KEY_BYTES = 1 + 8, ENTRY_KEY_BYTES = HEADER_KEY_BYTES + HASH_BYTES };
enum { RECORD_HEADER = 0, RECORD_ENTRY = 1, SEQUENCE_BYTES = 8 };
enum { ROOT_FIELDS = 6, NODE_FIELDS = 7, ENTRY_FIELDS = 5, DICT_FIELDS = 6 };
enum { HEADER_BYTES_MAX = 1 + 4 * 9 + 3 * (2 + HASH_BYTES) };
enum { READ_BYTES = 1024 }; /* records up to this size cross in one host call */

static const Hash no_hash;

int hash_is_none(const Hash *hash)
{
    return hash_equal(hash, &no_hash);
}

int hash_equal(const Hash *a, const Hash *b)
{
    return memcmp(a, b, sizeof *a) == 0;
}

/* Stored records were written by this file: one that does not parse means a broken host. */
static _Noreturn void corrupt(void)
{
    __builtin_trap();
}

static void put_u64(uint8_t *data, uint64_t number)
{
    for (int i = 0; i < 8; i++) data[i] = (uint8_t)(number >> (8 * (7 - i)));
}

static void put_node(uint8_t *key, uint8_t kind, uint64_t node)
{
    key[0] = kind;
    put_u64(key + 1, node);
}

static void put_entry(uint8_t *key, uint64_t node, const Hash *hash)
{
    put_node(key, RECORD_ENTRY, node);
    memcpy(key + HEADER_KEY_BYTES, hash, HASH_BYTES);
}

int key_hash(PyObject *key, Hash *hash, const Encoder **encoded)
{
    static Encoder encoder; /* kept: most keys are short and met often */
    if (encoder.data == NULL) encoder_init(&encoder, "chain");
    encoder.length = encoder.depth = 0;
    if (encode_key(&encoder, key) < 0) {
        if (!PyErr_ExceptionMatches(PyExc_TypeError) && !PyErr_ExceptionMatches(PyExc_ValueError)) return -1;
        PyErr_Clear();
        return 0;
    }
    Hacl_Hash_SHA2_hash_256(hash->bytes, encoder.data, (uint32_t)encoder.length);
    *encoded = &encoder;
    return 1;
}

/* ---- parsing ---- */

static uint64_t read_uint(Decoder *decoder)
{
    int major;
    uint64_t argument;
    if (decode_head(decoder, &major, &argument) < 0 || major != 0) corrupt();
    return argument;
}

/* Reads null: 1. Else reads nothing: 0. */
static int read_null(Decoder *decoder)
{
    if (decoder->position == decoder->length || decoder->data[decoder->position] != 0xf6) return 0;
    decoder->position++;
    return 1;
}

static void read_link(Decoder *decoder, Hash *hash)
{
    int major;
    uint64_t argument;
    *hash = no_hash;
    if (read_null(decoder)) return;
    if (decode_head(decoder, &major, &argument) < 0) corrupt();
    if (major != 2 || argument != HASH_BYTES || decoder->length - decoder->position < HASH_BYTES) corrupt();
    memcpy(hash, decoder->data + decoder->position, HASH_BYTES);
    decoder->position += HASH_BYTES;
}

/* 8 bytes, big-endian. */
static uint64_t read_sequence(Decoder *decoder)
{
    int major;
    uint64_t length, sequence = 0;
    if (decode_head(decoder, &major, &length) < 0) corrupt();
    if (major != 2 || length != SEQUENCE_BYTES || decoder->length - decoder->position < SEQUENCE_BYTES) corrupt();
    for (int i = 0; i < SEQUENCE_BYTES; i++) sequence = sequence << 8 | decoder->data[decoder->position++];
    return sequence;
}

static uint64_t read_array(Decoder *decoder)
{
    int major;
    uint64_t count;
    if (decode_head(decoder, &major, &count) < 0 || major != 4) corrupt();
    return count;
}

/* Reads fields up to the value. The key's place is its length if that is known, else what decoding it takes. */
static int parse_entry(Entry *entry, const Encoder *key)
{
    Decoder decoder = {.data = entry->record, .length = entry->record_length};
    uint64_t fields = read_array(&decoder);
    if (fields != ENTRY_FIELDS && fields != DICT_FIELDS) corrupt();
    entry->sequence = read_sequence(&decoder);
    read_link(&decoder, &entry->previous);
    read_link(&decoder, &entry->next);
    entry->key_start = (uint32_t)decoder.position;
    if (key == NULL) {
        Py_XSETREF(entry->key, decode_next(&decoder));
        if (entry->key == NULL) return -1;
    }
    else {
        if (decoder.length - decoder.position < key->length ||
            memcmp(decoder.data + decoder.position, key->data, key->length) != 0)
            corrupt();
        decoder.position += key->length;
    }
    entry->value_start = (uint32_t)decoder.position;
    entry->value_end = entry->record_length;
    entry->child_id = NO_NODE;
    if (fields == DICT_FIELDS) {
        if (!read_null(&decoder)) corrupt();
        entry->value_end = (uint32_t)decoder.position;
        entry->child_id = read_uint(&decoder);
        if (entry->child_id == NO_NODE) corrupt();
    }
    return 0;
}

/* ---- entries ---- */

int record_read(uint64_t node, Entry *entry, const Encoder *key)
{
    static uint8_t buffer[READ_BYTES];
    uint8_t storage_key[ENTRY_KEY_BYTES];
    put_entry(storage_key, node, &entry->hash);
    int32_t size = host_storage_get(storage_key, ENTRY_KEY_BYTES, buffer, READ_BYTES);
    if (size < 0) return 0;
    entry->record = PyMem_RawMalloc((size_t)size + 1);
    if (entry->record == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    entry->record_length = (uint32_t)size;
    if (size <= READ_BYTES) memcpy(entry->record, buffer, (size_t)size);
    else host_buffer_copy(entry->record, 0, (uint32_t)size);
    if (parse_entry(entry, key) < 0) return -1;
    entry->is_present = 1;
    return 1;
}

void record_write(uint64_t node, Entry *entry)
{
    uint8_t storage_key[ENTRY_KEY_BYTES];
    put_entry(storage_key, node, &entry->hash);
    host_storage_set(storage_key, ENTRY_KEY_BYTES, entry->pending, entry->pending_length);
    PyMem_RawFree(entry->record);
    entry->record = entry->pending;
    entry->record_length = entry->pending_length;
    entry->key_start = entry->pending_key_start;
    entry->value_start = entry->pending_value_start;
    entry->value_end = entry->pending_length;
    entry->pending = NULL;
}

void record_delete(uint64_t node, Entry *entry)
{
    uint8_t storage_key[ENTRY_KEY_BYTES];
    put_entry(storage_key, node, &entry->hash);
    host_storage_delete(storage_key, ENTRY_KEY_BYTES);
    PyMem_RawFree(entry->record);
    entry->record = NULL;
}

static int write_link(Encoder *encoder, const Hash *hash)
{
    if (hash_is_none(hash)) return encode_raw(encoder, "\xf6", 1);
    return encode_head(encoder, 2, HASH_BYTES) < 0 ? -1 : encode_raw(encoder, hash, HASH_BYTES);
}

static int write_value(Entry *entry, Encoder *encoder)
{
    encoder->value_start = encoder->length;
    if (entry->child_id != NO_NODE)
        return encode_raw(encoder, "\xf6", 1) < 0 ? -1 : encode_head(encoder, 0, entry->child_id);
    if (entry->value != NULL) return encode_value(encoder, entry->value);
    return encode_raw(encoder, entry->record + entry->value_start, entry->value_end - entry->value_start);
}

int record_build(Entry *entry, Encoder *encoder)
{
    encoder->length = encoder->value_start = 0;
    int fields = entry->child_id == NO_NODE ? ENTRY_FIELDS : DICT_FIELDS;
    uint8_t sequence[SEQUENCE_BYTES];
    put_u64(sequence, entry->sequence);
    if (encode_head(encoder, 4, (uint64_t)fields) < 0 || encode_head(encoder, 2, SEQUENCE_BYTES) < 0 ||
        encode_raw(encoder, sequence, SEQUENCE_BYTES) < 0 || write_link(encoder, &entry->previous) < 0 || write_link(encoder, &entry->next) < 0)
        return -1;
    entry->pending_key_start = (uint32_t)encoder->length;
    int result = entry->key != NULL ? encode_key(encoder, entry->key)
                                    : encode_raw(encoder, entry->record + entry->key_start,
                                                 entry->value_start - entry->key_start);
    if (result < 0) return -1;
    entry->pending_value_start = (uint32_t)encoder->length;
    return write_value(entry, encoder);
}

PyObject *record_key(const Entry *entry)
{
    Decoder decoder = {.data = entry->record, .length = entry->record_length, .position = entry->key_start};
    return decode_next(&decoder);
}

PyObject *record_value(const Entry *entry)
{
    Decoder decoder = {.data = entry->record, .length = entry->record_length, .position = entry->value_start};
    return decode_next(&decoder);
}

/* ---- headers ---- */

int header_read(uint64_t node, Header *header)
{
    uint8_t storage_key[HEADER_KEY_BYTES], data[HEADER_BYTES_MAX];
    put_node(storage_key, RECORD_HEADER, node);
    *header = (Header){.next_node = 1};
    int32_t size = host_storage_get(storage_key, HEADER_KEY_BYTES, data, sizeof data);
    if (size < 0) return 0;
    if (size > HEADER_BYTES_MAX) corrupt();
    Decoder decoder = {.data = data, .length = (size_t)size};
    if (read_array(&decoder) != (node == ROOT_NODE ? ROOT_FIELDS : NODE_FIELDS)) corrupt();
    header->count = read_uint(&decoder);
    header->next_sequence = read_uint(&decoder);
    read_link(&decoder, &header->first);
    read_link(&decoder, &header->last);
    if (node == ROOT_NODE) {
        header->next_node = read_uint(&decoder);
        header->garbage = read_uint(&decoder);
        return 1;
    }
    header->is_detached = !read_null(&decoder);
    if (header->is_detached) header->garbage = read_uint(&decoder);
    header->parent = read_uint(&decoder);
    read_link(&decoder, &header->place);
    return 1;
}

static size_t put_head(uint8_t *data, int major, uint64_t argument)
{
    int size = argument < 24 ? 0 : argument <= UINT8_MAX ? 1 : argument <= UINT16_MAX ? 2 : argument <= UINT32_MAX ? 4 : 8;
    int info = size == 0 ? (int)argument : size == 1 ? 24 : size == 2 ? 25 : size == 4 ? 26 : 27;
    data[0] = (uint8_t)(major << 5 | info);
    for (int i = 0; i < size; i++) data[1 + i] = (uint8_t)(argument >> (8 * (size - 1 - i)));
    return 1 + (size_t)size;
}

static size_t put_link(uint8_t *data, const Hash *hash)
{
    if (hash_is_none(hash)) {
        data[0] = 0xf6;
        return 1;
    }
    size_t length = put_head(data, 2, HASH_BYTES);
    memcpy(data + length, hash, HASH_BYTES);
    return length + HASH_BYTES;
}

/* Put together on the stack: a header is written when nothing may fail any more. */
void header_write(uint64_t node, const Header *header)
{
    uint8_t storage_key[HEADER_KEY_BYTES], data[HEADER_BYTES_MAX];
    put_node(storage_key, RECORD_HEADER, node);
    size_t length = put_head(data, 4, node == ROOT_NODE ? ROOT_FIELDS : NODE_FIELDS);
    length += put_head(data + length, 0, header->count);
    length += put_head(data + length, 0, header->next_sequence);
    length += put_link(data + length, &header->first);
    length += put_link(data + length, &header->last);
    if (node == ROOT_NODE) {
        length += put_head(data + length, 0, header->next_node);
        length += put_head(data + length, 0, header->garbage);
    }
    else {
        if (header->is_detached) length += put_head(data + length, 0, header->garbage);
        else data[length++] = 0xf6;
        length += put_head(data + length, 0, header->parent);
        length += put_link(data + length, &header->place);
    }
    host_storage_set(storage_key, HEADER_KEY_BYTES, data, (uint32_t)length);
}

void header_delete(uint64_t node)
{
    uint8_t storage_key[HEADER_KEY_BYTES];
    put_node(storage_key, RECORD_HEADER, node);
    host_storage_delete(storage_key, HEADER_KEY_BYTES);
}
