/* Iterators and views of the dicts of `chain`. Iteration walks the links and reads entry by entry; what a view does as
 * a set is done by the view of a plain copy. */
#include "chain_node.h"

typedef enum { KEYS, VALUES, ITEMS } ViewKind;

/* ---- iterators ---- */

typedef struct {
    PyObject_HEAD
    ChainDict *node; /* NULL: at the end */
    Hash at;         /* of the entry that comes next */
    uint64_t version, count, left;
    ViewKind kind;
    int is_reversed;
} Iterator;

static PyTypeObject iterator_types[3];

static PyObject *iterate(ChainDict *node, ViewKind kind, int is_reversed)
{
    if (node_header(node) < 0) return NULL;
    Iterator *iterator = PyObject_GC_New(Iterator, &iterator_types[kind]);
    if (iterator == NULL) return NULL;
    iterator->node = (ChainDict *)Py_NewRef(node);
    iterator->at = is_reversed ? node->header.last : node->header.first;
    iterator->version = node->version;
    iterator->count = iterator->left = node->header.count;
    iterator->kind = kind;
    iterator->is_reversed = is_reversed;
    PyObject_GC_Track(iterator);
    return (PyObject *)iterator;
}

static PyObject *item_of(ChainDict *node, Entry *entry, ViewKind kind)
{
    PyObject *key = kind == VALUES ? NULL : entry_key(entry);
    if (kind == KEYS || (kind == ITEMS && key == NULL)) return key;
    PyObject *value = entry_value(node, entry);
    if (kind == VALUES) return value;
    PyObject *pair = value == NULL ? NULL : PyTuple_Pack(2, key, value);
    Py_DECREF(key);
    Py_XDECREF(value);
    return pair;
}

static PyObject *iterator_next(PyObject *self)
{
    Iterator *iterator = (Iterator *)self;
    ChainDict *node = iterator->node;
    if (node == NULL) return NULL;
    if (iterator->version != node->version) {
        int same_size = node->is_header_read && node->header.count == iterator->count;
        PyErr_SetString(PyExc_RuntimeError, same_size ? "dictionary keys changed during iteration"
                                                      : "dictionary changed size during iteration");
        return NULL;
    }
    if (hash_is_none(&iterator->at)) {
        iterator->node = NULL;
        Py_DECREF(node);
        return NULL;
    }
    Entry *entry = node_load(node, &iterator->at);
    PyObject *item = entry == NULL ? NULL : item_of(node, entry, iterator->kind);
    if (item == NULL) return NULL;
    iterator->at = iterator->is_reversed ? entry->previous : entry->next;
    iterator->left--;
    return item;
}

static PyObject *iterator_length_hint(PyObject *self, PyObject *none)
{
    Iterator *iterator = (Iterator *)self;
    int is_valid = iterator->node != NULL && iterator->version == iterator->node->version;
    return PyLong_FromUnsignedLongLong(is_valid ? iterator->left : 0);
}

static int iterator_traverse(PyObject *self, visitproc visit, void *arg)
{
    Py_VISIT(((Iterator *)self)->node);
    return 0;
}

static void iterator_dealloc(PyObject *self)
{
    PyObject_GC_UnTrack(self);
    Py_XDECREF(((Iterator *)self)->node);
    PyObject_GC_Del(self);
}

static PyMethodDef iterator_methods[] = {{"__length_hint__", iterator_length_hint, METH_NOARGS, NULL}, {NULL}};

#define ITERATOR_TYPE(name)                                                                      \
    {                                                                                            \
        PyVarObject_HEAD_INIT(NULL, 0).tp_name = name,                                           \
        .tp_basicsize = sizeof(Iterator),                                                        \
        .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_DISALLOW_INSTANTIATION, \
        .tp_dealloc = iterator_dealloc,                                                          \
        .tp_traverse = iterator_traverse,                                                        \
        .tp_iter = PyObject_SelfIter,                                                            \
        .tp_iternext = iterator_next,                                                            \
        .tp_methods = iterator_methods,                                                          \
    }

static PyTypeObject iterator_types[3] = {
    ITERATOR_TYPE("ChainKeyIterator"),
    ITERATOR_TYPE("ChainValueIterator"),
    ITERATOR_TYPE("ChainItemIterator"),
};

PyObject *chain_iterate(PyObject *self)
{
    return iterate((ChainDict *)self, KEYS, 0);
}

PyObject *chain_reversed(PyObject *self, PyObject *none)
{
    return iterate((ChainDict *)self, KEYS, 1);
}

/* ---- views ---- */

typedef struct {
    PyObject_HEAD
    ChainDict *node;
    ViewKind kind;
} View;

static PyTypeObject view_types[3];

static PyObject *make_view(PyObject *node, ViewKind kind)
{
    View *view = PyObject_GC_New(View, &view_types[kind]);
    if (view == NULL) return NULL;
    view->node = (ChainDict *)Py_NewRef(node);
    view->kind = kind;
    PyObject_GC_Track(view);
    return (PyObject *)view;
}

PyObject *chain_keys(PyObject *self, PyObject *none)
{
    return make_view(self, KEYS);
}

PyObject *chain_values(PyObject *self, PyObject *none)
{
    return make_view(self, VALUES);
}

PyObject *chain_items(PyObject *self, PyObject *none)
{
    return make_view(self, ITEMS);
}

static int is_view(PyObject *object)
{
    return Py_IS_TYPE(object, &view_types[KEYS]) || Py_IS_TYPE(object, &view_types[VALUES]) ||
           Py_IS_TYPE(object, &view_types[ITEMS]);
}

/* The same view of a plain copy; other objects as they are. */
static PyObject *plain_view(PyObject *object)
{
    static const char *const names[] = {"keys", "values", "items"};
    if (!is_view(object)) return Py_NewRef(object);
    PyObject *dict = chain_to_dict(((View *)object)->node);
    PyObject *view = dict == NULL ? NULL : PyObject_CallMethod(dict, names[((View *)object)->kind], NULL);
    Py_XDECREF(dict);
    return view;
}

static PyObject *with_plain(PyObject *left, PyObject *right, binaryfunc operation)
{
    PyObject *a = plain_view(left), *b = a == NULL ? NULL : plain_view(right);
    PyObject *result = b == NULL ? NULL : operation(a, b);
    Py_XDECREF(a);
    Py_XDECREF(b);
    return result;
}

static PyObject *view_and(PyObject *left, PyObject *right)
{
    return with_plain(left, right, PyNumber_And);
}

static PyObject *view_or(PyObject *left, PyObject *right)
{
    return with_plain(left, right, PyNumber_Or);
}

static PyObject *view_xor(PyObject *left, PyObject *right)
{
    return with_plain(left, right, PyNumber_Xor);
}

static PyObject *view_subtract(PyObject *left, PyObject *right)
{
    return with_plain(left, right, PyNumber_Subtract);
}

static PyObject *call_isdisjoint(PyObject *view, PyObject *other)
{
    return PyObject_CallMethod(view, "isdisjoint", "O", other);
}

static PyObject *view_isdisjoint(PyObject *self, PyObject *other)
{
    return with_plain(self, other, call_isdisjoint);
}

static PyObject *view_compare(PyObject *self, PyObject *other, int operation)
{
    if (!PyAnySet_Check(other) && !PyDictViewSet_Check(other) && !is_view(other)) Py_RETURN_NOTIMPLEMENTED;
    PyObject *a = plain_view(self), *b = a == NULL ? NULL : plain_view(other);
    PyObject *result = b == NULL ? NULL : PyObject_RichCompare(a, b, operation);
    Py_XDECREF(a);
    Py_XDECREF(b);
    return result;
}

static int keys_contain(PyObject *self, PyObject *key)
{
    return PySequence_Contains((PyObject *)((View *)self)->node, key);
}

static int items_contain(PyObject *self, PyObject *item)
{
    if (!PyTuple_Check(item) || PyTuple_GET_SIZE(item) != 2) return 0;
    Entry *entry;
    ChainDict *node = ((View *)self)->node;
    int found = node_find(node, PyTuple_GET_ITEM(item, 0), &entry);
    if (found > 0) {
        PyObject *value = entry_value(node, entry);
        found = value == NULL ? -1 : PyObject_RichCompareBool(value, PyTuple_GET_ITEM(item, 1), Py_EQ);
        Py_XDECREF(value);
    }
    Py_XDECREF(entry);
    return found;
}

static Py_ssize_t view_length(PyObject *self)
{
    return PyObject_Size((PyObject *)((View *)self)->node);
}

static PyObject *view_iterate(PyObject *self)
{
    return iterate(((View *)self)->node, ((View *)self)->kind, 0);
}

static PyObject *view_reversed(PyObject *self, PyObject *none)
{
    return iterate(((View *)self)->node, ((View *)self)->kind, 1);
}

static PyObject *view_repr(PyObject *self)
{
    int nested = Py_ReprEnter(self);
    if (nested != 0) return nested > 0 ? PyUnicode_FromString("...") : NULL;
    PyObject *view = plain_view(self), *text = view == NULL ? NULL : PyObject_Repr(view);
    Py_XDECREF(view);
    Py_ReprLeave(self);
    return text;
}

static PyObject *view_mapping(PyObject *self, void *closure)
{
    return PyDictProxy_New((PyObject *)((View *)self)->node);
}

static int view_traverse(PyObject *self, visitproc visit, void *arg)
{
    Py_VISIT(((View *)self)->node);
    return 0;
}

static void view_dealloc(PyObject *self)
{
    PyObject_GC_UnTrack(self);
    Py_DECREF(((View *)self)->node);
    PyObject_GC_Del(self);
}

static PyMethodDef set_methods[] = {
    {"isdisjoint", view_isdisjoint, METH_O, NULL}, {"__reversed__", view_reversed, METH_NOARGS, NULL}, {NULL}};
static PyGetSetDef view_attributes[] = {{"mapping", view_mapping, NULL, NULL, NULL}, {NULL}};
static PyNumberMethods set_operators = {
    .nb_and = view_and, .nb_or = view_or, .nb_xor = view_xor, .nb_subtract = view_subtract};
static PySequenceMethods keys_sequence = {.sq_length = view_length, .sq_contains = keys_contain};
static PySequenceMethods items_sequence = {.sq_length = view_length, .sq_contains = items_contain};
static PySequenceMethods values_sequence = {.sq_length = view_length}; /* `in` walks the values */

#define VIEW_TYPE(name, sequence, ...)                                                                     \
    {                                                                                                      \
        PyVarObject_HEAD_INIT(NULL, 0).tp_name = name,                                                     \
        .tp_basicsize = sizeof(View),                                                                      \
        .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_DISALLOW_INSTANTIATION,           \
        .tp_dealloc = view_dealloc,                                                                        \
        .tp_traverse = view_traverse,                                                                      \
        .tp_iter = view_iterate,                                                                           \
        .tp_repr = view_repr,                                                                              \
        .tp_as_sequence = &sequence,                                                                       \
        .tp_getset = view_attributes,                                                                      \
        __VA_ARGS__                                                                                        \
    }
#define SET_VIEW(name, sequence)                                                                           \
    VIEW_TYPE(name, sequence, .tp_as_number = &set_operators, .tp_methods = set_methods,                   \
              .tp_richcompare = view_compare, .tp_hash = PyObject_HashNotImplemented)

static PyTypeObject view_types[3] = {
    SET_VIEW("ChainKeys", keys_sequence),
    VIEW_TYPE("ChainValues", values_sequence, .tp_methods = &set_methods[1]),
    SET_VIEW("ChainItems", items_sequence),
};

int chain_views_init(void)
{
    for (int kind = KEYS; kind <= ITEMS; kind++) {
        if (PyType_Ready(&iterator_types[kind]) < 0 || PyType_Ready(&view_types[kind]) < 0) return -1;
    }
    return 0;
}
