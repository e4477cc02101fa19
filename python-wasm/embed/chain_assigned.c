/* Dicts that were assigned: they stay the contract's objects, and a flush makes a node of their own hold what they
 * hold, entry by entry (SEMANTICS 16). Errors name the place. */
#include "chain.h"
#include "chain_node.h"

/* ---- places, for errors ---- */

/* Makes the encoder name what follows by its place: the keys from the root to node, then key unless it is NULL. */
void flush_name_place(Encoder *encoder, ChainDict *node, PyObject *key)
{
    int steps = node->depth + (key != NULL);
    encoder->base = encoder->depth = steps;
    if (key != NULL) encoder->path[steps - 1] = (PathStep){.key = key, .index = -1};
    for (ChainDict *at = node; at->parent != NULL; at = at->parent) {
        Entry *entry = node_known(at->parent, &at->header.place);
        PyObject *step = entry == NULL ? NULL : entry_key(entry);
        encoder->path[at->depth - 1] = (PathStep){.key = step, .index = -1};
        PyErr_Clear();
        Py_XDECREF(step); /* the entry keeps it */
    }
}

static int refuse(ChainDict *node, Entry *entry, const char *what)
{
    PyObject *key = entry_key(entry);
    if (key == NULL) return -1;
    flush_name_place(&flush_scratch, node, key);
    Py_DECREF(key);
    return encode_fail(&flush_scratch, PyExc_ValueError, what);
}

/* Refuses a key that CBOR has no form for, before anything would show it: its __repr__ may be the contract's. */
int flush_check_key(ChainDict *node, PyObject *key)
{
    Hash hash;
    const Encoder *encoded;
    if (key == NULL) return 0;
    int has_form = key_hash(key, &hash, &encoded);
    if (has_form != 0) return has_form < 0 ? -1 : 0;
    flush_name_place(&flush_scratch, node, NULL);
    flush_scratch.length = 0;
    return encode_key(&flush_scratch, key); /* fails, with the place in its words */
}

/* ---- entries of the assigned dict go into a node of their own ---- */

static int is_cycle(ChainDict *node, PyObject *source)
{
    for (ChainDict *at = node; at != NULL; at = at->parent) {
        if (at->source == source || (PyObject *)at == source) return 1;
    }
    return 0;
}

int flush_open(ChainDict *node, Entry *entry)
{
    if (is_cycle(node, entry->value)) return refuse(node, entry, "a dict that contains itself");
    if (node->depth == CBOR_DEPTH_MAX) return refuse(node, entry, "nested more than 64 deep");
    if (node_header(chain_root) < 0) return -1;
    ChainDict *child = node_new(chain_root->header.next_node, node, &entry->hash);
    if (child == NULL) return -1;
    chain_root->header.next_node++;
    chain_root->is_header_changed = chain_root->is_touched = 1;
    child->source = Py_NewRef(entry->value);
    child->is_complete = child->is_header_read = child->is_header_changed = 1;
    entry->child = child;
    entry->child_id = child->id;
    return 0;
}

/* The entry of a key, in its place: an old one keeps its sequence while that keeps the order. */
static Entry *place_entry(ChainDict *node, PyObject *key, const Hash *hash, const uint64_t *previous)
{
    Entry *entry = node_known(node, hash);
    if (entry == NULL) {
        entry = entry_new(hash);
        if (entry == NULL || node_list(node, entry) < 0) {
            Py_XDECREF(entry);
            return NULL;
        }
        Py_DECREF(entry); /* the table keeps it */
    }
    int in_order = entry->is_present && (previous == NULL || entry->sequence > *previous);
    if (!in_order) {
        if (entry->is_present && node_unlink(node, entry) < 0) return NULL;
        PyObject *old = entry->key;
        entry->key = NULL;
        flush_drop(old);
        if (node_append(node, entry, key) < 0) return NULL;
    }
    entry->is_kept = 1;
    return entry;
}

static int copy_items(ChainDict *node)
{
    Py_ssize_t position = 0;
    PyObject *key, *value;
    uint64_t sequence;
    const uint64_t *previous = NULL;
    for (;;) {
        int more = PyDict_CheckExact(node->source) ? PyDict_Next(node->source, &position, &key, &value)
                                                   : chain_next(node->source, &position, &key, &value);
        if (more <= 0) return more;
        Hash hash;
        const Encoder *encoded;
        if (flush_check_key(node, key) < 0 || key_hash(key, &hash, &encoded) < 0) return -1;
        Entry *entry = place_entry(node, key, &hash, previous);
        if (entry == NULL || entry_assign(node, entry, value) < 0) return -1;
        sequence = entry->sequence;
        previous = &sequence;
    }
}

/* Makes node what its source is now. */
int flush_synchronize(ChainDict *node)
{
    for (size_t i = 0; i < node->entry_count; i++) node->entries[i]->is_kept = 0;
    if (copy_items(node) < 0) return -1;
    for (size_t i = 0; i < node->entry_count; i++) {
        Entry *entry = node->entries[i];
        if (entry->is_present && !entry->is_kept && node_remove(node, entry) < 0) return -1;
    }
    return 0;
}
