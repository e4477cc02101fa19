/* Nodes of `chain`: finding, loading, linking and unlinking entries. See chain_node.h. */
#include "chain_node.h"
#include <string.h>

ChainDict *chain_root, *chain_live;
static ChainDict *last_live;

/* ---- a node ---- */

ChainDict *node_new(uint64_t id, ChainDict *parent, const Hash *place)
{
    ChainDict *node = PyObject_GC_New(ChainDict, &chain_dict_type);
    if (node == NULL) return NULL;
    memset((char *)node + sizeof(PyObject), 0, sizeof *node - sizeof(PyObject));
    node->id = id;
    if (parent != NULL) {
        node->parent = (ChainDict *)Py_NewRef(parent);
        node->depth = parent->depth + 1;
        node->header.place = *place;
        node->header.parent = parent->id;
    }
    node->previous_live = last_live;
    if (last_live != NULL) last_live->next_live = node;
    else chain_live = node;
    last_live = node;
    PyObject_GC_Track(node);
    return node;
}

void node_forget(ChainDict *node)
{
    if (node->previous_live != NULL) node->previous_live->next_live = node->next_live;
    else chain_live = node->next_live;
    if (node->next_live != NULL) node->next_live->previous_live = node->previous_live;
    else last_live = node->previous_live;
}

static int stale(void)
{
    PyErr_SetString(PyExc_RuntimeError, "stale chain entry");
    return -1;
}

/* ---- header ---- */

int node_header(ChainDict *node)
{
    if (node->is_header_read) return 0;
    Header header;
    int found = header_read(node->id, &header);
    if (node->id != ROOT_NODE && (!found || (header.is_detached && node->is_unverified))) return stale();
    node->header = header;
    node->is_header_read = 1;
    node->is_unverified = 0;
    return 0;
}

/* ---- loading ---- */

/* Makes index know an entry under its key. CBOR has a form for the key and for all keys of a node that is not
 * complete, so no code of the contract runs. */
static int index_entry(ChainDict *node, PyObject *key, Entry *entry)
{
    if (entry->is_indexed) return 0;
    if (node->index == NULL && (node->index = PyDict_New()) == NULL) return -1;
    if (PyDict_SetDefaultRef(node->index, key, (PyObject *)entry, NULL) < 0) return -1;
    entry->is_indexed = 1;
    return 0;
}

Entry *node_load(ChainDict *node, const Hash *hash)
{
    Entry *entry = (Entry *)Py_XNewRef(node_known(node, hash));
    if (entry == NULL) {
        entry = entry_new(hash);
        if (entry == NULL) return NULL;
        int found = record_read(node->id, entry, NULL);
        if (found == 0) stale();
        if (found <= 0 || node_list(node, entry) < 0) {
            Py_DECREF(entry);
            return NULL;
        }
    }
    int result = entry->is_indexed ? 0 : index_entry(node, entry->key, entry);
    Py_DECREF(entry); /* the table keeps it */
    return result < 0 ? NULL : entry;
}

int node_next(ChainDict *node, Entry *entry, Entry **next)
{
    if (entry == NULL && node_header(node) < 0) return -1;
    const Hash *hash = entry == NULL ? &node->header.first : &entry->next;
    if (hash_is_none(hash)) return 0;
    *next = node_load(node, hash);
    return *next == NULL ? -1 : 1;
}

int node_complete(ChainDict *node)
{
    Entry *entry = NULL;
    int more = 1;
    if (node->is_complete) return 0;
    while (more > 0) more = node_next(node, entry, &entry);
    if (more == 0) node->is_complete = 1;
    return more;
}

/* Looks a key up in storage: one read, then both presence and absence are remembered. */
static int read_entry(ChainDict *node, PyObject *key, Entry **found)
{
    Hash hash;
    const Encoder *encoded;
    if (node->is_unverified && node_header(node) < 0) return -1;
    int has_form = key_hash(key, &hash, &encoded);
    if (has_form < 0) return -1;
    if (!has_form) return node_complete(node) < 0 ? -1 : node_find(node, key, found);
    Entry *entry = (Entry *)Py_XNewRef(node_known(node, &hash));
    int present = 1;
    if (entry == NULL) {
        entry = entry_new(&hash);
        present = entry == NULL ? -1 : record_read(node->id, entry, encoded);
        if (present >= 0) present = node_list(node, entry) < 0 ? -1 : present;
    }
    if (present >= 0 && index_entry(node, key, entry) < 0) present = -1;
    if (present < 0) Py_CLEAR(entry);
    *found = entry;
    return present < 0 ? -1 : entry->is_present;
}

/* The code of the contract may run here, inside PyDict_GetItemRef, and even have the index dropped: then again. */
int node_find(ChainDict *node, PyObject *key, Entry **entry)
{
    *entry = NULL;
    if (PyObject_Hash(key) == -1) return -1;
    for (;;) {
        PyObject *found = NULL, *index = node->index;
        if (index == NULL) return node->is_complete ? 0 : read_entry(node, key, entry);
        Py_INCREF(index);
        int result = PyDict_GetItemRef(index, key, &found);
        int is_current = index == node->index;
        Py_DECREF(index);
        if (result < 0) return -1;
        if (is_current && found != NULL) {
            *entry = (Entry *)found;
            return (*entry)->is_present;
        }
        Py_XDECREF(found);
        if (is_current) return node->is_complete ? 0 : read_entry(node, key, entry);
    }
}

/* ---- order ---- */

/* The entry with a neighbour's hash, loaded; NULL in *entry for no hash. */
static int load_neighbour(ChainDict *node, const Hash *hash, Entry **entry)
{
    *entry = NULL;
    if (hash_is_none(hash)) return 0;
    *entry = node_load(node, hash);
    return *entry == NULL ? -1 : 0;
}

int node_append(ChainDict *node, Entry *entry, PyObject *key)
{
    Entry *last;
    if (node_header(node) < 0 || load_neighbour(node, &node->header.last, &last) < 0 || node_list(node, entry) < 0)
        return -1;
    entry->key = Py_NewRef(key); /* an absent entry has none */
    entry->previous = node->header.last;
    entry->next = (Hash){0};
    entry->sequence = node->header.next_sequence++;
    entry->is_present = entry->is_touched = 1;
    if (last == NULL) {
        node->header.first = entry->hash;
    }
    else {
        last->next = entry->hash;
        last->is_touched = 1;
    }
    node->header.last = entry->hash;
    node->header.count++;
    node->version++;
    node->is_header_changed = node->is_touched = 1;
    return 0;
}

int node_unlink(ChainDict *node, Entry *entry)
{
    Entry *previous, *next;
    if (node_header(node) < 0 || load_neighbour(node, &entry->previous, &previous) < 0 ||
        load_neighbour(node, &entry->next, &next) < 0)
        return -1;
    if (previous == NULL) {
        node->header.first = entry->next;
    }
    else {
        previous->next = entry->next;
        previous->is_touched = 1;
    }
    if (next == NULL) {
        node->header.last = entry->previous;
    }
    else {
        next->previous = entry->previous;
        next->is_touched = 1;
    }
    entry->is_present = 0;
    entry->is_touched = 1;
    node->header.count--;
    node->version++;
    node->is_header_changed = node->is_touched = 1;
    return 0;
}

/* ---- assignment ---- */

/* A hash for a key that CBOR has no form for: it orders the entry until a flush refuses it. */
static void invent_hash(Hash *hash)
{
    static uint64_t counter;
    memset(hash, 0xff, sizeof *hash);
    counter++;
    memcpy(hash, &counter, sizeof counter);
}

/* What index knows under a key that a complete node does not have; an entry that is made for it if there is none.
 * 1; 0 if the code of the contract ran and had the index dropped; -1 with an exception. */
static int make_entry(ChainDict *node, PyObject *key, Entry **entry)
{
    Hash hash;
    const Encoder *encoded;
    int has_form = key_hash(key, &hash, &encoded);
    if (has_form < 0) return -1;
    if (!has_form) invent_hash(&hash);
    if (node->index == NULL && (node->index = PyDict_New()) == NULL) return -1;
    Entry *made = entry_new(&hash);
    if (made == NULL) return -1;
    made->is_indexed = 1;
    PyObject *index = Py_NewRef(node->index);
    int result = PyDict_SetDefaultRef(index, key, (PyObject *)made, (PyObject **)entry);
    int is_current = index == node->index;
    Py_DECREF(made);
    Py_DECREF(index);
    if (result >= 0 && !is_current) Py_CLEAR(*entry);
    return result < 0 ? -1 : is_current;
}

int node_set(ChainDict *node, PyObject *key, PyObject *value)
{
    Entry *entry;
    int found = 0;
    while (found == 0) {
        if (node_find(node, key, &entry) < 0) return -1;
        found = entry != NULL ? 1 : make_entry(node, key, &entry);
    }
    if (found < 0) return -1;
    int result = entry->is_present ? 0 : node_append(node, entry, key);
    if (result == 0) result = entry_assign(node, entry, value);
    Py_DECREF(entry);
    return result;
}
