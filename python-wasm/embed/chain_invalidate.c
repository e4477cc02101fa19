/* What `chain` does after a call in which other frames may have written to its storage (SEMANTICS 17). */
#include "chain.h"
#include "chain_node.h"

uint32_t chain_epoch;
static PyObject *kept; /* every open node: what is assigned to one must reach the next flush */

/* Moves what the node knows into `old`. */
static int forget_entries(ChainDict *node, PyObject *old)
{
    for (size_t i = 0; i < node->entry_count; i++) {
        if (PyList_Append(old, (PyObject *)node->entries[i]) < 0) return -1;
    }
    if (node->index != NULL && PyList_Append(old, node->index) < 0) return -1;
    for (size_t i = 0; i < node->entry_count; i++) Py_DECREF(node->entries[i]);
    Py_CLEAR(node->index);
    PyMem_RawFree(node->entries);
    PyMem_RawFree(node->slots);
    node->entries = NULL;
    node->slots = NULL;
    node->entry_count = node->entry_capacity = node->slot_count = 0;
    node->is_complete = node->is_header_read = node->is_touched = node->is_header_changed = 0;
    node->is_unverified = node != chain_root;
    node->version++;
    return 0;
}

void chain_invalidate(void)
{
    chain_epoch++;
    garbage_forget();
    PyObject *old = PyList_New(0), *nodes = PyList_New(0);
    int result = old == NULL || nodes == NULL ? -1 : 0;
    for (ChainDict *node = chain_live; node != NULL && result == 0; node = node->next_live) {
        if (node->source != NULL) node->is_detached = 1; /* stored dicts open in nodes of their own from now on */
        else result = PyList_Append(nodes, (PyObject *)node) < 0 ? -1 : forget_entries(node, old);
    }
    if (result < 0) __builtin_trap(); /* no memory, and a contract must not go on with what is out of date */
    Py_XSETREF(kept, nodes);
    Py_DECREF(old); /* destructors run here */
}
