/* Detached dicts of `chain` (SEMANTICS 14): a flush lists them in O(1), later ones remove their records step by step. */
#include "chain_node.h"

/* Records of detached dicts that a flush removes at most. */
enum { GC_STEP = 8 };

/* A node that an entry of owner named. If owner is itself detached, its records go on naming it. */
typedef struct {
    ChainDict *owner; /* strong */
    uint64_t id;
} Detached;

static Detached *detached;
static size_t detached_count, detached_capacity;
static int has_detached; /* this frame has: it can still read those dicts, so it collects nothing */

int garbage_reserve(void)
{
    if (detached_count < detached_capacity) return 0;
    size_t capacity = detached_capacity == 0 ? 8 : 2 * detached_capacity;
    Detached *larger = PyMem_RawRealloc(detached, capacity * sizeof *larger);
    if (larger == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    detached = larger;
    detached_capacity = capacity;
    return 0;
}

void garbage_detach(ChainDict *owner, uint64_t id)
{
    detached[detached_count++] = (Detached){(ChainDict *)Py_NewRef(owner), id};
}

int garbage_is_waiting(void)
{
    for (size_t i = 0; i < detached_count; i++) {
        if (detached[i].owner->is_prepared) return 1;
    }
    return 0;
}

/* A node that no flush has stored has no records. */
void garbage_write(void)
{
    for (size_t i = 0; i < detached_count; i++) {
        Header header;
        uint64_t id = detached[i].id;
        if (detached[i].owner->is_prepared && header_read(id, &header)) {
            header.is_detached = 1;
            header.garbage = chain_root->header.garbage;
            header_write(id, &header);
            chain_root->header.garbage = id;
            chain_root->is_header_changed = has_detached = 1;
        }
        flush_drop((PyObject *)detached[i].owner);
    }
    detached_count = 0;
}

/* Removes the first entry of a detached node; a dict in it is listed behind the node. -1: no memory, not now. */
static int collect_entry(uint64_t node, Header *header)
{
    Entry *entry = entry_new(&header->first);
    if (entry == NULL || record_read(node, entry, NULL) <= 0) {
        Py_XDECREF(entry);
        return -1;
    }
    Header child;
    if (entry->child_id != NO_NODE && header_read(entry->child_id, &child)) {
        child.garbage = header->garbage;
        child.is_detached = 1;
        header_write(entry->child_id, &child);
        header->garbage = entry->child_id;
    }
    header->first = entry->next;
    header->count--;
    record_delete(node, entry);
    Py_DECREF(entry);
    return 0;
}

void garbage_collect(void)
{
    Header *root = &chain_root->header;
    int budget = has_detached ? 0 : GC_STEP;
    while (budget > 0 && root->garbage != NO_NODE) {
        Header header;
        if (!header_read(root->garbage, &header)) __builtin_trap();
        uint64_t node = root->garbage;
        int result = 0;
        while (result == 0 && budget > 0 && !hash_is_none(&header.first)) {
            result = collect_entry(node, &header);
            budget--;
        }
        if (!hash_is_none(&header.first) || budget == 0) {
            header_write(node, &header);
            if (result < 0) PyErr_Clear();
            break;
        }
        header_delete(node);
        budget--;
        root->garbage = header.garbage;
        chain_root->is_header_changed = 1;
    }
}

void garbage_forget(void)
{
    has_detached = 0;
}
