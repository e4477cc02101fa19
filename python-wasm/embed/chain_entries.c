/* Entries of `chain` as objects, and the table in which a node finds them by hash. */
#include "chain_node.h"
#include <string.h>

/* ---- an entry ---- */

Entry *entry_new(const Hash *hash)
{
    Entry *entry = PyObject_GC_New(Entry, &chain_entry_type);
    if (entry == NULL) return NULL;
    memset((char *)entry + sizeof(PyObject), 0, sizeof *entry - sizeof(PyObject));
    entry->hash = *hash;
    PyObject_GC_Track(entry);
    return entry;
}

static int entry_traverse(PyObject *self, visitproc visit, void *arg)
{
    Entry *entry = (Entry *)self;
    Py_VISIT(entry->key);
    Py_VISIT(entry->value);
    Py_VISIT(entry->child);
    return 0;
}

static int entry_clear(PyObject *self)
{
    Entry *entry = (Entry *)self;
    Py_CLEAR(entry->key);
    Py_CLEAR(entry->value);
    Py_CLEAR(entry->child);
    return 0;
}

static void entry_dealloc(PyObject *self)
{
    Entry *entry = (Entry *)self;
    PyObject_GC_UnTrack(self);
    PyMem_RawFree(entry->record);
    PyMem_RawFree(entry->pending);
    entry_clear(self);
    PyObject_GC_Del(self);
}

/* Never handed to a contract. */
PyTypeObject chain_entry_type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "ChainEntry",
    .tp_basicsize = sizeof(Entry),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_DISALLOW_INSTANTIATION,
    .tp_dealloc = entry_dealloc,
    .tp_traverse = entry_traverse,
    .tp_clear = entry_clear,
};

PyObject *entry_key(Entry *entry)
{
    if (entry->key == NULL) entry->key = record_key(entry);
    return Py_XNewRef(entry->key);
}

static int is_mutable(PyObject *value)
{
    return PyList_CheckExact(value) || PySet_CheckExact(value) || PyTuple_CheckExact(value) ||
           PyDict_CheckExact(value);
}

/* A node that is open already: it outlives its parent's entry only where chain_invalidate has dropped that. */
static ChainDict *open_node(uint64_t id)
{
    for (ChainDict *node = chain_live; node != NULL; node = node->next_live) {
        if (node->id == id && node->source == NULL) return (ChainDict *)Py_NewRef(node);
    }
    return NULL;
}

static PyObject *child_value(ChainDict *node, Entry *entry)
{
    if (entry->child == NULL && chain_epoch > 0) entry->child = open_node(entry->child_id);
    if (entry->child == NULL) entry->child = node_new(entry->child_id, node, &entry->hash);
    return Py_XNewRef(entry->child);
}

PyObject *entry_value(ChainDict *node, Entry *entry)
{
    if (entry->value != NULL) return Py_NewRef(entry->value);
    entry->value = entry->child_id != NO_NODE ? child_value(node, entry) : record_value(entry);
    if (entry->value != NULL && is_mutable(entry->value)) entry->is_touched = node->is_touched = 1;
    return Py_XNewRef(entry->value);
}

/* Detaches the node that stores the entry's value, if there is one, after garbage_reserve. What it returns is to be
 * dropped. */
static PyObject *detach_child(ChainDict *node, Entry *entry)
{
    if (entry->child_id == NO_NODE) return NULL;
    garbage_detach(node, entry->child_id);
    entry->child_id = NO_NODE;
    ChainDict *child = entry->child;
    if (child != NULL) child->is_detached = 1;
    entry->child = NULL;
    return (PyObject *)child;
}

int entry_assign(ChainDict *node, Entry *entry, PyObject *value)
{
    if (entry->value == value) return 0;
    if (entry->child_id != NO_NODE && IS_CHAIN(value) && ((ChainDict *)value)->id == entry->child_id &&
        ((ChainDict *)value)->source == NULL && entry->value == NULL) {
        entry->child = (ChainDict *)Py_NewRef(value);
        entry->value = Py_NewRef(value);
        return 0;
    }
    if (entry->child_id != NO_NODE && garbage_reserve() < 0) return -1;
    PyObject *child = detach_child(node, entry), *old = entry->value;
    entry->value = Py_NewRef(value);
    entry->is_touched = node->is_touched = 1;
    flush_drop(child);
    flush_drop(old);
    return 0;
}

int node_remove(ChainDict *node, Entry *entry)
{
    if ((entry->child_id != NO_NODE && garbage_reserve() < 0) || node_unlink(node, entry) < 0) return -1;
    PyObject *child = detach_child(node, entry), *key = entry->key, *value = entry->value;
    entry->key = entry->value = NULL;
    flush_drop(child);
    flush_drop(value);
    flush_drop(key);
    return 0;
}

/* ---- the table ---- */

static size_t slot_of(const ChainDict *node, const Hash *hash)
{
    uint32_t start;
    memcpy(&start, hash, sizeof start);
    size_t mask = node->slot_count - 1, slot = start & mask;
    while (node->slots[slot] != 0 && !hash_equal(&node->entries[node->slots[slot] - 1]->hash, hash))
        slot = (slot + 1) & mask;
    return slot;
}

Entry *node_known(const ChainDict *node, const Hash *hash)
{
    if (node->slot_count == 0) return NULL;
    uint32_t place = node->slots[slot_of(node, hash)];
    return place == 0 ? NULL : node->entries[place - 1];
}

static int grow_slots(ChainDict *node)
{
    size_t count = node->slot_count == 0 ? 8 : 2 * node->slot_count;
    uint32_t *slots = PyMem_RawCalloc(count, sizeof *slots);
    if (slots == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    PyMem_RawFree(node->slots);
    node->slots = slots;
    node->slot_count = count;
    for (size_t i = 0; i < node->entry_count; i++) slots[slot_of(node, &node->entries[i]->hash)] = (uint32_t)(i + 1);
    return 0;
}

/* Puts an entry into the table, once. */
int node_list(ChainDict *node, Entry *entry)
{
    if (entry->is_listed) return 0;
    if (node->entry_count == node->entry_capacity) {
        size_t capacity = node->entry_capacity == 0 ? 4 : 2 * node->entry_capacity;
        Entry **entries = PyMem_RawRealloc(node->entries, capacity * sizeof *entries);
        if (entries == NULL) {
            PyErr_NoMemory();
            return -1;
        }
        node->entries = entries;
        node->entry_capacity = capacity;
    }
    if (4 * (node->entry_count + 1) > 3 * node->slot_count && grow_slots(node) < 0) return -1;
    node->entries[node->entry_count++] = (Entry *)Py_NewRef(entry);
    node->slots[slot_of(node, &entry->hash)] = (uint32_t)node->entry_count;
    entry->is_listed = 1;
    return 0;
}
