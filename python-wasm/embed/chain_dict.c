/* The type of `chain` and of the dicts in it: what a dict can do, on the nodes of chain_node.c (SEMANTICS 15). It is no
 * subclass of dict, so dict.get(chain, key) raises TypeError instead of answering wrongly; isinstance(chain, dict)
 * holds because __class__ says dict. */
#include "chain.h"
#include "chain_node.h"
#include "pycore_modsupport.h"

static ChainDict *as_node(PyObject *object)
{
    return (ChainDict *)object;
}

static PyObject *raise_key_error(PyObject *key)
{
    PyObject *args = PyTuple_Pack(1, key); /* a key that is a tuple is one argument */
    if (args != NULL) PyErr_SetObject(PyExc_KeyError, args);
    Py_XDECREF(args);
    return NULL;
}

/* ---- reading ---- */

/* The value of a key: 1 with a new reference, 0 if it is absent, -1. */
static int get_value(ChainDict *node, PyObject *key, PyObject **value)
{
    Entry *entry;
    *value = NULL;
    int found = node_find(node, key, &entry);
    if (found > 0) *value = entry_value(node, entry);
    Py_XDECREF(entry);
    return found > 0 && *value == NULL ? -1 : found;
}

static PyObject *dict_subscript(PyObject *self, PyObject *key)
{
    PyObject *value;
    return get_value(as_node(self), key, &value) == 0 ? raise_key_error(key) : value;
}

static int dict_contains(PyObject *self, PyObject *key)
{
    Entry *entry;
    int found = node_find(as_node(self), key, &entry);
    Py_XDECREF(entry);
    return found;
}

static Py_ssize_t dict_length(PyObject *self)
{
    return node_header(as_node(self)) < 0 ? -1 : (Py_ssize_t)as_node(self)->header.count;
}

static PyObject *dict_get(PyObject *self, PyObject *const *args, Py_ssize_t count)
{
    PyObject *value;
    if (!_PyArg_CheckPositional("get", count, 1, 2)) return NULL;
    if (get_value(as_node(self), args[0], &value) != 0) return value;
    return Py_NewRef(count == 2 ? args[1] : Py_None);
}

/* ---- writing ---- */

static int remove_key(ChainDict *node, PyObject *key)
{
    Entry *entry;
    int found = node_find(node, key, &entry), result = found > 0 ? node_remove(node, entry) : -1;
    Py_XDECREF(entry);
    if (found == 0) raise_key_error(key);
    return result;
}

static int dict_assign(PyObject *self, PyObject *key, PyObject *value)
{
    return value == NULL ? remove_key(as_node(self), key) : node_set(as_node(self), key, value);
}

static PyObject *dict_pop(PyObject *self, PyObject *const *args, Py_ssize_t count)
{
    Entry *entry;
    PyObject *value = NULL;
    if (!_PyArg_CheckPositional("pop", count, 1, 2)) return NULL;
    int found = node_find(as_node(self), args[0], &entry);
    if (found > 0) {
        value = entry_value(as_node(self), entry);
        if (value != NULL && node_remove(as_node(self), entry) < 0) Py_CLEAR(value);
    }
    Py_XDECREF(entry);
    if (found != 0) return value;
    return count == 2 ? Py_NewRef(args[1]) : raise_key_error(args[0]);
}

static PyObject *dict_popitem(PyObject *self, PyObject *none)
{
    ChainDict *node = as_node(self);
    if (node_header(node) < 0) return NULL;
    if (hash_is_none(&node->header.last)) {
        PyErr_SetString(PyExc_KeyError, "popitem(): dictionary is empty");
        return NULL;
    }
    Entry *entry = node_load(node, &node->header.last);
    if (entry == NULL) return NULL;
    Py_INCREF(entry);
    PyObject *key = entry_key(entry), *value = key == NULL ? NULL : entry_value(node, entry);
    PyObject *pair = value == NULL ? NULL : PyTuple_Pack(2, key, value);
    if (pair != NULL && node_remove(node, entry) < 0) Py_CLEAR(pair);
    Py_XDECREF(key);
    Py_XDECREF(value);
    Py_DECREF(entry);
    return pair;
}

static PyObject *dict_setdefault(PyObject *self, PyObject *const *args, Py_ssize_t count)
{
    PyObject *value;
    if (!_PyArg_CheckPositional("setdefault", count, 1, 2)) return NULL;
    if (get_value(as_node(self), args[0], &value) != 0) return value;
    PyObject *fallback = count == 2 ? args[1] : Py_None;
    return node_set(as_node(self), args[0], fallback) < 0 ? NULL : Py_NewRef(fallback);
}

/* From the end, so that each step finds its neighbour loaded already; destructors may add entries meanwhile. */
static PyObject *dict_clear(PyObject *self, PyObject *none)
{
    ChainDict *node = as_node(self);
    if (node_header(node) < 0) return NULL;
    for (uint64_t left = node->header.count; left > 0; left--) {
        if (node_header(node) < 0) return NULL;
        if (hash_is_none(&node->header.last)) break;
        Entry *entry = node_load(node, &node->header.last);
        if (entry == NULL) return NULL;
        Py_INCREF(entry);
        int result = node_remove(node, entry);
        Py_DECREF(entry);
        if (result < 0) return NULL;
    }
    Py_RETURN_NONE;
}

/* ---- whole dicts ---- */

int chain_is_dict(PyObject *object)
{
    return IS_CHAIN(object);
}

Py_ssize_t chain_length(PyObject *dict)
{
    return dict_length(dict);
}

int chain_next(PyObject *dict, Py_ssize_t *position, PyObject **key, PyObject **value)
{
    Entry *entry = (Entry *)*position; /* as long as a pointer */
    int more = node_next(as_node(dict), entry, &entry);
    if (more <= 0) return more;
    *position = (Py_ssize_t)entry;
    *key = entry_key(entry);
    *value = *key == NULL ? NULL : entry_value(as_node(dict), entry);
    Py_XDECREF(*key); /* the entry keeps both */
    Py_XDECREF(*value);
    return *value == NULL ? -1 : 1;
}

/* Comparing keys that CBOR has no form for may run the code of the contract. */
PyObject *chain_to_dict(ChainDict *node)
{
    PyObject *dict = PyDict_New(), *key, *value;
    Py_ssize_t position = 0;
    int more = dict == NULL ? -1 : 1;
    while (more > 0 && (more = chain_next((PyObject *)node, &position, &key, &value)) > 0) {
        uint64_t version = node->version;
        Py_INCREF(key);
        Py_INCREF(value);
        if (PyDict_SetItem(dict, key, value) < 0) more = -1;
        Py_DECREF(key);
        Py_DECREF(value);
        if (more > 0 && version != node->version) {
            PyErr_SetString(PyExc_RuntimeError, "dictionary changed size during iteration");
            more = -1;
        }
    }
    if (more < 0) Py_CLEAR(dict);
    return dict;
}

static PyObject *dict_copy(PyObject *self, PyObject *none)
{
    return chain_to_dict(as_node(self));
}

static PyObject *dict_repr(PyObject *self)
{
    int nested = Py_ReprEnter(self);
    if (nested != 0) return nested > 0 ? PyUnicode_FromString("{...}") : NULL;
    PyObject *dict = chain_to_dict(as_node(self));
    PyObject *text = dict == NULL ? NULL : PyObject_Repr(dict);
    Py_XDECREF(dict);
    Py_ReprLeave(self);
    return text;
}

/* A dict's own operators work on copies; `converted` holds them. 0 if an operand is no dict. */
static int plain_operand(PyObject *operand, PyObject **plain)
{
    if (IS_CHAIN(operand)) *plain = chain_to_dict(as_node(operand));
    else if (PyDict_Check(operand)) *plain = Py_NewRef(operand);
    else return 0;
    return *plain == NULL ? -1 : 1;
}

static PyObject *dict_or(PyObject *left, PyObject *right)
{
    PyObject *a = NULL, *b = NULL, *result = NULL;
    int known = plain_operand(left, &a);
    if (known > 0) known = plain_operand(right, &b);
    if (known > 0) result = PyNumber_Or(a, b);
    Py_XDECREF(a);
    Py_XDECREF(b);
    return known == 0 ? Py_NewRef(Py_NotImplemented) : result;
}

static PyObject *dict_inplace_or(PyObject *self, PyObject *other)
{
    return chain_merge(as_node(self), other) < 0 ? NULL : Py_NewRef(self);
}

/* Dicts of other lengths differ without a look at their entries. */
static int differs_in_length(PyObject *self, PyObject *other)
{
    Py_ssize_t own = dict_length(self), others = IS_CHAIN(other) ? dict_length(other) : PyDict_GET_SIZE(other);
    return own < 0 || others < 0 ? -1 : own != others;
}

static PyObject *dict_compare(PyObject *self, PyObject *other, int operation)
{
    PyObject *a = NULL, *b = NULL;
    if ((operation != Py_EQ && operation != Py_NE) || !(IS_CHAIN(other) || PyDict_Check(other)))
        Py_RETURN_NOTIMPLEMENTED;
    int differs = differs_in_length(self, other);
    if (differs != 0) return differs < 0 ? NULL : PyBool_FromLong(operation == Py_NE);
    if (plain_operand(self, &a) < 0 || plain_operand(other, &b) < 0) {
        Py_XDECREF(a);
        return NULL;
    }
    PyObject *result = PyObject_RichCompare(a, b, operation);
    Py_DECREF(a);
    Py_DECREF(b);
    return result;
}

/* Like the attribute of a dict: a plain dict of these keys. */
static PyObject *dict_fromkeys(PyObject *self, PyObject *args)
{
    PyObject *function = PyObject_GetAttrString((PyObject *)&PyDict_Type, "fromkeys");
    PyObject *result = function == NULL ? NULL : PyObject_CallObject(function, args);
    Py_XDECREF(function);
    return result;
}

/* ---- the type ---- */

static PyObject *dict_class(PyObject *self, void *closure)
{
    return Py_NewRef(&PyDict_Type);
}

static int dict_traverse(PyObject *self, visitproc visit, void *arg)
{
    ChainDict *node = as_node(self);
    Py_VISIT(node->parent);
    Py_VISIT(node->source);
    Py_VISIT(node->index);
    for (size_t i = 0; i < node->entry_count; i++) Py_VISIT(node->entries[i]);
    return 0;
}

static int dict_tp_clear(PyObject *self)
{
    ChainDict *node = as_node(self);
    size_t count = node->entry_count;
    node->entry_count = node->slot_count = 0; /* before anything of the contract can look at it */
    Py_CLEAR(node->source);
    Py_CLEAR(node->index);
    for (size_t i = 0; i < count; i++) Py_CLEAR(node->entries[i]);
    return 0;
}

static void dict_dealloc(PyObject *self)
{
    ChainDict *node = as_node(self);
    PyObject_GC_UnTrack(self);
    node_forget(node);
    dict_tp_clear(self);
    Py_CLEAR(node->parent);
    PyMem_RawFree(node->entries);
    PyMem_RawFree(node->slots);
    PyObject_GC_Del(self);
}

#define FAST(function) (PyCFunction)(void (*)(void))(function), METH_FASTCALL
static PyMethodDef dict_methods[] = {
    {"__reversed__", chain_reversed, METH_NOARGS, NULL},
    {"get", FAST(dict_get), NULL},
    {"pop", FAST(dict_pop), NULL},
    {"popitem", dict_popitem, METH_NOARGS, NULL},
    {"setdefault", FAST(dict_setdefault), NULL},
    {"update", (PyCFunction)(void (*)(void))chain_update, METH_VARARGS | METH_KEYWORDS, NULL},
    {"clear", dict_clear, METH_NOARGS, NULL},
    {"copy", dict_copy, METH_NOARGS, NULL},
    {"fromkeys", dict_fromkeys, METH_VARARGS, NULL},
    {"keys", chain_keys, METH_NOARGS, NULL},
    {"values", chain_values, METH_NOARGS, NULL},
    {"items", chain_items, METH_NOARGS, NULL},
    {NULL},
};

static PyGetSetDef dict_attributes[] = {{"__class__", dict_class, NULL, NULL, NULL}, {NULL}};
static PyMappingMethods dict_mapping = {dict_length, dict_subscript, dict_assign};
static PySequenceMethods dict_sequence = {.sq_contains = dict_contains};
static PyNumberMethods dict_number = {.nb_or = dict_or, .nb_inplace_or = dict_inplace_or};

PyTypeObject chain_dict_type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "ChainDict",
    .tp_basicsize = sizeof(ChainDict),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_DISALLOW_INSTANTIATION | Py_TPFLAGS_MAPPING,
    .tp_dealloc = dict_dealloc,
    .tp_traverse = dict_traverse,
    .tp_clear = dict_tp_clear,
    .tp_repr = dict_repr,
    .tp_hash = PyObject_HashNotImplemented,
    .tp_richcompare = dict_compare,
    .tp_iter = chain_iterate,
    .tp_as_mapping = &dict_mapping,
    .tp_as_sequence = &dict_sequence,
    .tp_as_number = &dict_number,
    .tp_methods = dict_methods,
    .tp_getset = dict_attributes,
    .tp_getattro = PyObject_GenericGetAttr,
};

int chain_init(void)
{
    if (PyType_Ready(&chain_entry_type) < 0 || PyType_Ready(&chain_dict_type) < 0) return -1;
    return chain_views_init();
}

PyObject *chain_load(void)
{
    chain_root = node_new(ROOT_NODE, NULL, NULL);
    return Py_XNewRef(chain_root);
}
