/* What the files of `chain` share: entries, nodes (one per stored dict) and their records (SEMANTICS 14).
 *
 * A node is the mapping object that the contract sees. It reads entries one by one, as they are asked for:
 *
 *   index    a plain dict from every key that was asked for or met to its Entry, present or absent
 *   entries  the same entries, found by the hash of their key: that is how records name their neighbours
 *
 * A key that CBOR has no form for (an object with __eq__ of its own, say) can equal any stored key, so it makes the
 * node load all its entries first; then index alone answers. Only index compares keys, so the code of a contract
 * runs inside PyDict_* only, never while a node is halfway through a change. */
#ifndef PBEVM_CHAIN_NODE_H
#define PBEVM_CHAIN_NODE_H

#include "Python.h"
#include "cbor.h"
#include <stdint.h>

enum { HASH_BYTES = 32 };
enum { ROOT_NODE = 0, NO_NODE = 0 }; /* the root is nobody's child and never garbage */

/* sha256 of a key's CBOR. All zero: none. */
typedef struct {
    uint8_t bytes[HASH_BYTES];
} Hash;

typedef struct ChainDict ChainDict;

/* An entry, or the memory that there is none. */
typedef struct {
    PyObject_HEAD
    Hash hash;
    Hash previous, next;
    uint64_t sequence;
    PyObject *key;          /* NULL: what the record says */
    PyObject *value;        /* NULL: what the record says */
    uint64_t child_id;      /* node that stores the value if it is a dict, or NO_NODE */
    ChainDict *child;       /* that node, if it is open. Not the value if the contract assigned the dict */
    uint8_t *record;        /* as stored; NULL: not stored */
    uint8_t *pending;       /* what a flush is about to store */
    uint32_t record_length, pending_length;
    uint32_t key_start, value_start, value_end; /* places in record */
    uint32_t pending_key_start, pending_value_start;
    uint8_t is_present;
    uint8_t is_listed;      /* in the entries of its node */
    uint8_t is_indexed;     /* in the index of its node */
    uint8_t is_touched;     /* may differ from record */
    uint8_t is_kept;        /* used by a flush */
} Entry;

/* Fields of a header record. */
typedef struct {
    uint64_t count, next_sequence;
    Hash first, last;
    uint64_t next_node;     /* root only */
    uint64_t garbage;       /* root: the first detached node; a detached node: the next one; NO_NODE: no more */
    uint8_t is_detached;
    uint64_t parent;        /* others: the node, and in it the entry, that it is the value of */
    Hash place;
} Header;

struct ChainDict {
    PyObject_HEAD
    uint64_t id;
    Header header;
    ChainDict *parent;      /* strong; NULL: the root */
    PyObject *source;       /* the assigned dict whose entries this node stores, or NULL */
    PyObject *index;        /* NULL: empty */
    Entry **entries;        /* strong, in the order in which they were met */
    uint32_t *slots;        /* hash table of 1 + place in entries */
    size_t entry_count, entry_capacity, slot_count;
    uint64_t version;       /* counts changes of the set or order of keys */
    int depth;              /* dicts around it */
    uint8_t is_header_read, is_header_changed;
    uint8_t is_complete;    /* whatever index does not know is absent */
    uint8_t is_touched;     /* some entry may differ from its record */
    uint8_t is_detached;    /* replaced or deleted in this frame */
    uint8_t is_unverified;  /* another frame may have changed what is stored */
    uint8_t is_prepared;    /* used by a flush */
    ChainDict *next_live, *previous_live;
};

extern PyTypeObject chain_dict_type, chain_entry_type;

/* All nodes that are open, a parent before its children. */
extern ChainDict *chain_root, *chain_live;

/* How often chain_invalidate was called. */
extern uint32_t chain_epoch;

#define IS_CHAIN(object) Py_IS_TYPE(object, &chain_dict_type)
#define IS_DICT(object) (PyDict_CheckExact(object) || IS_CHAIN(object))

/* ---- chain_records.c ---- */

int hash_is_none(const Hash *hash);
int hash_equal(const Hash *a, const Hash *b);

/* The hash of a key, and its CBOR in *encoded (until the next call). 1; 0 if the key has no CBOR; -1 no memory. */
int key_hash(PyObject *key, Hash *hash, const Encoder **encoded);

/* Reads an entry's record by its hash, which is set, into the entry: 1, 0 if there is none, -1 no memory. key: CBOR
 * of the key if it is known, else the key is decoded. */
int record_read(uint64_t node, Entry *entry, const Encoder *key);
void record_write(uint64_t node, Entry *entry);
void record_delete(uint64_t node, Entry *entry);

/* Writes what an entry's record should be now into the encoder, to be compared and kept as pending. 0 or -1. */
int record_build(Entry *entry, Encoder *encoder);

/* Reads a header: 1, or 0 if there is none. */
int header_read(uint64_t node, Header *header);
void header_write(uint64_t node, const Header *header);
void header_delete(uint64_t node);

/* The value that the record holds, or the key. */
PyObject *record_value(const Entry *entry);
PyObject *record_key(const Entry *entry);

/* ---- chain_entries.c ---- */

Entry *entry_new(const Hash *hash);

/* New references. The value of a nested dict is its node. */
PyObject *entry_key(Entry *entry);
PyObject *entry_value(ChainDict *node, Entry *entry);
/* Replaces the value of a present entry. 0 or -1. */
int entry_assign(ChainDict *node, Entry *entry, PyObject *value);

/* The entry with a hash if the node knows it, or NULL. Borrowed. */
Entry *node_known(const ChainDict *node, const Hash *hash);
/* Makes the node know an entry by its hash. 0 or -1. */
int node_list(ChainDict *node, Entry *entry);

/* ---- chain_node.c ---- */

ChainDict *node_new(uint64_t id, ChainDict *parent, const Hash *place);

/* The entry of a key. 1 present; 0 absent: *entry is what remembers that, or NULL; -1 an exception. New reference. */
int node_find(ChainDict *node, PyObject *key, Entry **entry);
int node_set(ChainDict *node, PyObject *key, PyObject *value);
/* Deletes a present entry. 0 or -1. */
int node_remove(ChainDict *node, Entry *entry);

/* Takes a node that is freed off the list of open ones. */
void node_forget(ChainDict *node);

/* Reads the header if it is not known. 0 or -1. */
int node_header(ChainDict *node);
/* Loads all entries. 0 or -1. */
int node_complete(ChainDict *node);

/* The entry with a hash, read if it is not known; NULL with an exception. Borrowed. */
Entry *node_load(ChainDict *node, const Hash *hash);

/* The first entry (entry NULL) or the one after `entry`: 1, 0 at the end, -1 an exception. Borrowed. */
int node_next(ChainDict *node, Entry *entry, Entry **next);

/* Put an absent entry at the end, without a value; take a present one out of the order. 0 or -1. */
int node_append(ChainDict *node, Entry *entry, PyObject *key);
int node_unlink(ChainDict *node, Entry *entry);

/* ---- chain_flush.c ---- */

/* Gives up a reference; during a flush that waits until after it, because a destructor may run. */
void flush_drop(PyObject *object);

/* The encoder of a flush. It names the places at which it stands. */
extern Encoder flush_scratch;

/* ---- chain_assigned.c ---- */

/* Makes the encoder name what follows by its place: the keys from the root to node, then key unless it is NULL. */
void flush_name_place(Encoder *encoder, ChainDict *node, PyObject *key);
/* Refuses a key (or NULL) that CBOR has no form for, before anything would show it: its __repr__ may be the contract's.
 * 0 or -1. */
int flush_check_key(ChainDict *node, PyObject *key);
/* Opens a new node for the dict that was assigned to the entry; makes a node what its dict is now. 0 or -1. */
int flush_open(ChainDict *node, Entry *entry);
int flush_synchronize(ChainDict *node);

/* ---- chain_garbage.c ---- */

/* Makes room for one more garbage_detach. 0 or -1. */
int garbage_reserve(void);
/* Lists a node that an entry of owner named as garbage at the next flush. */
void garbage_detach(ChainDict *owner, uint64_t id);
/* Whether this flush has such nodes to list. */
int garbage_is_waiting(void);
/* Lists them; the root's header is read, and written afterwards. */
void garbage_write(void);
/* Removes some records of dicts that earlier frames detached; the same. */
void garbage_collect(void);
/* Dicts that this frame detached cannot be read any more. */
void garbage_forget(void);

/* ---- chain_dict.c, chain_views.c, chain_update.c ---- */

/* A plain dict of the same keys and values. */
PyObject *chain_to_dict(ChainDict *node);
/* dict.update, and `chain |= other`. */
PyObject *chain_update(PyObject *self, PyObject *args, PyObject *keywords);
int chain_merge(ChainDict *node, PyObject *other);

PyObject *chain_keys(PyObject *self, PyObject *none);
PyObject *chain_values(PyObject *self, PyObject *none);
PyObject *chain_items(PyObject *self, PyObject *none);
PyObject *chain_iterate(PyObject *self);
PyObject *chain_reversed(PyObject *self, PyObject *none);
int chain_views_init(void);

#endif
