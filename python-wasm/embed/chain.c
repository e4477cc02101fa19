/* Storage layout of `chain` (SEMANTICS 14, docs/semantics.md): dict records of node 0, the root.
 *
 *   header  key 0x00 || u64be(node)                         [count, next sequence, first, last, next node]
 *   entry   key 0x01 || u64be(node) || sha256(CBOR(key))    [sequence, previous, next, key, value]
 *
 * first, last, previous and next are the sha256 of a neighbour's key, or null; values are canonical CBOR arrays.
 * Sequences grow in insertion order and are never reused. In this version every entry of the root is loaded before
 * a run and nested dicts are part of their entry's value. */
#include "chain.h"
#include "cbor.h"
#include "host.h"
#include "Hacl_Hash_SHA2.h"
#include <string.h>

enum { HASH_BYTES = 32, KEY_BYTES = 1 + 8 + HASH_BYTES, HEADER_KEY_BYTES = 1 + 8 };
enum { RECORD_HEADER = 0, RECORD_ENTRY = 1 };

typedef struct {
    uint8_t hash[HASH_BYTES];
    uint64_t sequence;
    PyObject *key;   /* strong */
    uint8_t *record; /* as stored, or about to be */
    size_t record_length;
    int kept;        /* used by a flush: still in the dict */
} Entry;

/* All entries in order. index maps a key to its place. */
typedef struct {
    Entry *entries;
    size_t count;
    PyObject *index;
} Entries;

static PyObject *chain_dict;
static Entries stored;
static uint64_t next_sequence;

/* ---- records ---- */

static void entry_key(uint8_t *key, const uint8_t *hash)
{
    memset(key, 0, KEY_BYTES);
    key[0] = RECORD_ENTRY;
    memcpy(key + HEADER_KEY_BYTES, hash, HASH_BYTES);
}

/* Reads the value of a storage key into a fresh buffer. Returns 1 found, 0 absent, -1 no memory. */
static int read_record(const uint8_t *key, uint32_t key_length, uint8_t **data, size_t *length)
{
    int32_t size = host_storage_get(key, key_length);
    if (size < 0) return 0;
    *data = PyMem_RawMalloc((size_t)size + 1);
    if (*data == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    host_buffer_copy(*data, 0, (uint32_t)size);
    *length = (size_t)size;
    return 1;
}

/* Stored records were written by this file: one that does not parse means a broken host. */
static _Noreturn void corrupt(void)
{
    __builtin_trap();
}

static uint64_t read_uint(Decoder *decoder)
{
    int major;
    uint64_t argument;
    if (decode_head(decoder, &major, &argument) < 0 || major != 0) corrupt();
    return argument;
}

/* A neighbour's hash, or NULL for null. */
static const uint8_t *read_link(Decoder *decoder)
{
    int major;
    uint64_t argument;
    if (decode_head(decoder, &major, &argument) < 0) corrupt();
    if (major == 7 && argument == 22) return NULL;
    if (major != 2 || argument != HASH_BYTES || decoder->length - decoder->position < HASH_BYTES) corrupt();
    const uint8_t *hash = decoder->data + decoder->position;
    decoder->position += HASH_BYTES;
    return hash;
}

static void read_array(Decoder *decoder, uint64_t expected)
{
    int major;
    uint64_t count;
    if (decode_head(decoder, &major, &count) < 0 || major != 4 || count != expected) corrupt();
}

static int write_link(Encoder *encoder, const uint8_t *hash)
{
    if (hash == NULL) return encode_raw(encoder, "\xf6", 1);
    return encode_head(encoder, 2, HASH_BYTES) < 0 ? -1 : encode_raw(encoder, hash, HASH_BYTES);
}

/* ---- the table of entries ---- */

static void entries_clear(Entries *table)
{
    for (size_t i = 0; i < table->count; i++) {
        Py_XDECREF(table->entries[i].key);
        PyMem_RawFree(table->entries[i].record);
    }
    PyMem_RawFree(table->entries);
    Py_XDECREF(table->index);
    *table = (Entries){0};
}

static int entries_init(Entries *table, size_t capacity)
{
    *table = (Entries){.entries = PyMem_RawCalloc(capacity + 1, sizeof(Entry)), .index = PyDict_New()};
    if (table->entries != NULL && table->index != NULL) return 0;
    if (!PyErr_Occurred()) PyErr_NoMemory();
    entries_clear(table);
    return -1;
}

static int entries_index(Entries *table, PyObject *key, size_t place)
{
    PyObject *number = PyLong_FromSize_t(place);
    int result = number == NULL ? -1 : PyDict_SetItem(table->index, key, number);
    Py_XDECREF(number);
    return result;
}

static Entry *entries_find(Entries *table, PyObject *key)
{
    PyObject *place = PyDict_GetItemWithError(table->index, key);
    return place == NULL ? NULL : &table->entries[PyLong_AsSize_t(place)];
}

/* ---- load ---- */

static int load_entry(const uint8_t *hash, uint8_t *next, int *has_next)
{
    Entry *entry = &stored.entries[stored.count];
    uint8_t key[KEY_BYTES];
    entry_key(key, hash);
    int found = read_record(key, KEY_BYTES, &entry->record, &entry->record_length);
    if (found < 0) return -1;
    if (found == 0) corrupt();
    memcpy(entry->hash, hash, HASH_BYTES);
    Decoder decoder = {.data = entry->record, .length = entry->record_length};
    read_array(&decoder, 5);
    entry->sequence = read_uint(&decoder);
    read_link(&decoder);
    const uint8_t *link = read_link(&decoder);
    *has_next = link != NULL;
    if (link != NULL) memcpy(next, link, HASH_BYTES);
    entry->key = decode_next(&decoder);
    stored.count++; /* from here on entries_clear frees it */
    PyObject *value = entry->key == NULL ? NULL : decode_next(&decoder);
    int result = value == NULL ? -1 : PyDict_SetItem(chain_dict, entry->key, value);
    Py_XDECREF(value);
    return result < 0 ? -1 : entries_index(&stored, entry->key, stored.count - 1);
}

static int load_entries(void)
{
    static const uint8_t header_key[HEADER_KEY_BYTES] = {RECORD_HEADER};
    uint8_t *record;
    size_t length;
    int found = read_record(header_key, HEADER_KEY_BYTES, &record, &length);
    if (found < 0) return -1;
    if (found == 0) return entries_init(&stored, 0);
    Decoder decoder = {.data = record, .length = length};
    read_array(&decoder, 5);
    uint64_t count = read_uint(&decoder);
    next_sequence = read_uint(&decoder);
    const uint8_t *first = read_link(&decoder);
    uint8_t hash[HASH_BYTES];
    int more = first != NULL;
    if (more) memcpy(hash, first, HASH_BYTES);
    PyMem_RawFree(record);
    if (entries_init(&stored, (size_t)count) < 0) return -1;
    while (more) {
        if (stored.count == count) corrupt();
        if (load_entry(hash, hash, &more) < 0) return -1;
    }
    if (stored.count != count) corrupt();
    return 0;
}

PyObject *chain_load(void)
{
    chain_dict = PyDict_New();
    if (chain_dict == NULL || load_entries() < 0) return NULL;
    return Py_NewRef(chain_dict);
}

/* ---- flush ---- */

static int copy_record(Entry *entry, const Encoder *encoder)
{
    entry->record = PyMem_RawMalloc(encoder->length + 1);
    if (entry->record == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    memcpy(entry->record, encoder->data, encoder->length);
    entry->record_length = encoder->length;
    return 0;
}

/* Fills hash and sequence of the entry for key. An old entry keeps its sequence while that keeps the order. */
static int plan_entry(Entry *entry, PyObject *key, uint64_t previous_sequence, Encoder *scratch)
{
    scratch->length = 0;
    encoder_at(scratch, NULL);
    if (encode_key(scratch, key) < 0) return -1;
    entry->key = Py_NewRef(key);
    Entry *old = entries_find(&stored, key);
    if (old != NULL) {
        old->kept = 1;
        memcpy(entry->hash, old->hash, HASH_BYTES);
    }
    else {
        Hacl_Hash_SHA2_hash_256(entry->hash, scratch->data, (uint32_t)scratch->length);
    }
    int in_order = old != NULL && (previous_sequence == UINT64_MAX || old->sequence > previous_sequence);
    entry->sequence = in_order ? old->sequence : next_sequence++;
    return 0;
}

static int plan(Entries *planned, Encoder *scratch)
{
    PyObject *key, *value;
    Py_ssize_t position = 0;
    uint64_t sequence = UINT64_MAX; /* of the entry before: none yet */
    while (PyDict_Next(chain_dict, &position, &key, &value)) {
        Entry *entry = &planned->entries[planned->count++];
        if (plan_entry(entry, key, sequence, scratch) < 0) return -1;
        if (entries_index(planned, key, planned->count - 1) < 0) return -1;
        sequence = entry->sequence;
    }
    return 0;
}

static int build_record(Entries *planned, size_t place, Encoder *scratch)
{
    Entry *entry = &planned->entries[place];
    PyObject *value = PyDict_GetItemWithError(chain_dict, entry->key);
    if (value == NULL) return -1;
    scratch->length = 0;
    encoder_at(scratch, entry->key);
    scratch->value_start = 0;
    if (encode_head(scratch, 4, 5) < 0 || encode_head(scratch, 0, entry->sequence) < 0 ||
        write_link(scratch, place > 0 ? entry[-1].hash : NULL) < 0 ||
        write_link(scratch, place + 1 < planned->count ? entry[1].hash : NULL) < 0 ||
        encode_key(scratch, entry->key) < 0 || encode_value(scratch, value) < 0)
        return -1;
    return copy_record(entry, scratch);
}

static int write_header(const Entries *planned, Encoder *scratch)
{
    static const uint8_t header_key[HEADER_KEY_BYTES] = {RECORD_HEADER};
    scratch->length = scratch->value_start = 0;
    encoder_at(scratch, NULL);
    size_t count = planned->count;
    if (encode_head(scratch, 4, 5) < 0 || encode_head(scratch, 0, count) < 0 ||
        encode_head(scratch, 0, next_sequence) < 0 ||
        write_link(scratch, count > 0 ? planned->entries[0].hash : NULL) < 0 ||
        write_link(scratch, count > 0 ? planned->entries[count - 1].hash : NULL) < 0 ||
        encode_head(scratch, 0, 1) < 0)
        return -1;
    host_storage_set(header_key, HEADER_KEY_BYTES, scratch->data, (uint32_t)scratch->length);
    return 0;
}

/* Writes the records that differ from what is stored and removes those of keys that are gone. The header changes
 * with the set or the order of keys: then some record was added, removed or relinked at an end. */
static int write_changes(const Entries *planned, uint64_t sequence_before, Encoder *scratch)
{
    uint8_t key[KEY_BYTES];
    int relinked = planned->count != stored.count || next_sequence != sequence_before;
    for (size_t i = 0; i < stored.count; i++) {
        if (stored.entries[i].kept) continue;
        entry_key(key, stored.entries[i].hash);
        host_storage_delete(key, KEY_BYTES);
        relinked = 1;
    }
    for (size_t i = 0; i < planned->count; i++) {
        const Entry *entry = &planned->entries[i];
        const Entry *old = entries_find(&stored, entry->key);
        if (old != NULL && old->record_length == entry->record_length &&
            memcmp(old->record, entry->record, entry->record_length) == 0)
            continue;
        entry_key(key, entry->hash);
        host_storage_set(key, KEY_BYTES, entry->record, (uint32_t)entry->record_length);
    }
    return relinked ? write_header(planned, scratch) : 0;
}

int chain_flush(void)
{
    uint64_t sequence_before = next_sequence;
    Entries planned;
    Encoder scratch;
    if (entries_init(&planned, (size_t)PyDict_GET_SIZE(chain_dict)) < 0) return -1;
    encoder_init(&scratch, "chain");
    for (size_t i = 0; i < stored.count; i++) stored.entries[i].kept = 0;
    int result = plan(&planned, &scratch);
    for (size_t i = 0; result == 0 && i < planned.count; i++) result = build_record(&planned, i, &scratch);
    if (result == 0) result = write_changes(&planned, sequence_before, &scratch);
    encoder_clear(&scratch);
    if (result < 0) {
        next_sequence = sequence_before;
        entries_clear(&planned);
        return -1;
    }
    entries_clear(&stored);
    stored = planned;
    return 0;
}

/* ---- storage that others wrote ---- */

void chain_invalidate(void)
{
    /* What was flushed has values of exact built-in types only, so no destructor of the contract runs here. */
    PyDict_Clear(chain_dict);
    entries_clear(&stored);
    next_sequence = 0;
    if (load_entries() < 0) __builtin_trap();
}
