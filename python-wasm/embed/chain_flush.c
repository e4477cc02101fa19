/* Flush of `chain` (SEMANTICS 14, 16): first everything is encoded, which can fail and then has no effect, then
 * records that differ are written, detached nodes are listed, and garbage is collected. No code of the contract runs:
 * references that are given up are kept until the flush after it. */
#include "chain.h"
#include "chain_node.h"
#include <string.h>

Encoder flush_scratch;
static PyObject *dropped; /* a list */
static int is_flushing;

/* Without memory for the list the object is never freed; its destructor then does not run. */
void flush_drop(PyObject *object)
{
    if (object == NULL) return;
    if (!is_flushing) {
        Py_DECREF(object);
        return;
    }
    if (dropped == NULL || PyList_Append(dropped, object) < 0) PyErr_Clear();
    else Py_DECREF(object);
}

/* ---- preparation: what can fail ---- */

/* The depth at which the encoder counts, without names. */
static void unnamed_place(Encoder *encoder, int steps)
{
    encoder->base = encoder->depth = steps;
    for (int i = 0; i < steps; i++) encoder->path[i] = (PathStep){.key = NULL, .index = -1};
}

static int keep_pending(Entry *entry)
{
    PyMem_RawFree(entry->pending);
    entry->pending = NULL;
    if (entry->record != NULL && entry->record_length == flush_scratch.length &&
        memcmp(entry->record, flush_scratch.data, flush_scratch.length) == 0)
        return 0;
    entry->pending = PyMem_RawMalloc(flush_scratch.length + 1);
    if (entry->pending == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    memcpy(entry->pending, flush_scratch.data, flush_scratch.length);
    entry->pending_length = (uint32_t)flush_scratch.length;
    return 0;
}

/* The same again after an exception, now with the keys of its place. */
static int build_named(ChainDict *node, Entry *entry)
{
    if (PyErr_ExceptionMatches(PyExc_MemoryError)) return -1;
    PyErr_Clear();
    PyObject *key = entry_key(entry);
    if (key == NULL) return -1;
    flush_name_place(&flush_scratch, node, key);
    int result = record_build(entry, &flush_scratch);
    Py_DECREF(key);
    return result;
}

static int prepare_entry(ChainDict *node, Entry *entry)
{
    if (flush_check_key(node, entry->key) < 0) return -1;
    if (entry->value != NULL && IS_DICT(entry->value) && entry->value != (PyObject *)entry->child) {
        if (entry->child == NULL && flush_open(node, entry) < 0) return -1;
        if (flush_synchronize(entry->child) < 0) return -1;
    }
    unnamed_place(&flush_scratch, node->depth + 1);
    if (record_build(entry, &flush_scratch) < 0 && build_named(node, entry) < 0) return -1;
    return keep_pending(entry);
}

static int prepare_node(ChainDict *node)
{
    for (size_t i = 0; i < node->entry_count; i++) {
        Entry *entry = node->entries[i];
        if (entry->is_touched && entry->is_present && prepare_entry(node, entry) < 0) return -1;
    }
    node->is_prepared = 1;
    return 0;
}

/* Whether the parent still has the node as its value. After chain_invalidate that is read from storage again. */
static int is_in_parent(ChainDict *node)
{
    ChainDict *parent = node->parent;
    Entry *entry = node_known(parent, &node->header.place);
    if (entry == NULL) {
        entry = parent->is_unverified && node_header(parent) < 0 ? NULL : node_load(parent, &node->header.place);
        if (entry == NULL) {
            if (!PyErr_ExceptionMatches(PyExc_RuntimeError)) return -1;
            PyErr_Clear();
            return 0;
        }
    }
    if (!entry->is_present || entry->child_id != node->id) return 0;
    if (entry->child == NULL) {
        entry->child = (ChainDict *)Py_NewRef(node);
        entry->value = Py_NewRef(node);
    }
    return 1;
}

static int is_attached(ChainDict *node)
{
    for (ChainDict *at = node; at->parent != NULL; at = at->parent) {
        int found = at->is_detached ? 0 : is_in_parent(at);
        if (found <= 0) return found;
    }
    return 1;
}

/* Nodes that this opens come last in the list, so they get their turn. */
static int prepare(void)
{
    for (ChainDict *node = chain_live; node != NULL; node = node->next_live) {
        node->is_prepared = 0;
        if (!node->is_touched && !node->is_header_changed) continue;
        int attached = is_attached(node);
        if (attached < 0 || (attached > 0 && prepare_node(node) < 0)) return -1;
    }
    return 0;
}

/* ---- writing: what cannot fail ---- */

/* A value that can change without the node's knowledge is compared again at the next flush. */
static int stays_touched(const Entry *entry)
{
    PyObject *value = entry->value;
    if (value == NULL || value == (PyObject *)entry->child) return 0;
    return IS_DICT(value) || PyList_CheckExact(value) || PySet_CheckExact(value) || PyTuple_CheckExact(value);
}

static void write_entries(ChainDict *node)
{
    node->is_touched = 0;
    for (size_t i = 0; i < node->entry_count; i++) {
        Entry *entry = node->entries[i];
        if (!entry->is_touched) continue;
        if (!entry->is_present) {
            if (entry->record != NULL) record_delete(node->id, entry);
        }
        else if (entry->pending != NULL) {
            record_write(node->id, entry);
        }
        entry->is_touched = (uint8_t)(entry->is_present && stays_touched(entry));
        node->is_touched |= entry->is_touched;
    }
}

static void write_header(ChainDict *node)
{
    if (!node->is_header_changed) return;
    header_write(node->id, &node->header);
    node->is_header_changed = 0;
}

static int changes_headers(void)
{
    for (ChainDict *node = chain_live; node != NULL; node = node->next_live) {
        if (node->is_prepared && node->is_header_changed) return 1;
    }
    return garbage_is_waiting();
}

static void write_all(void)
{
    if (changes_headers()) garbage_collect();
    for (ChainDict *node = chain_live; node != NULL; node = node->next_live) {
        if (!node->is_prepared) continue;
        write_entries(node);
        if (node != chain_root) write_header(node);
    }
    garbage_write();
    write_header(chain_root);
}

int chain_flush(void)
{
    if (flush_scratch.root == NULL) {
        encoder_init(&flush_scratch, "chain");
        flush_scratch.depth_max++; /* the root is no part of the values in it */
    }
    Py_XSETREF(dropped, PyList_New(0));
    if (dropped == NULL) return -1;
    int collects = PyGC_Disable();
    is_flushing = 1;
    int result = prepare();
    if (result == 0 && changes_headers()) result = node_header(chain_root);
    if (result == 0) write_all();
    is_flushing = 0;
    if (collects) PyGC_Enable();
    return result;
}
