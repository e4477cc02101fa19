/* dict.update for the dicts of `chain`: from a mapping, from pairs, from keywords, in their order. What comes before an
 * exception stays, as in a dict. */
#include "chain.h"
#include "chain_node.h"

/* A private copy: assigning may run the code of the contract, which may change the original. */
static int merge_plain(ChainDict *node, PyObject *copy)
{
    PyObject *key, *value;
    Py_ssize_t position = 0;
    int result = copy == NULL ? -1 : 0;
    while (result == 0 && PyDict_Next(copy, &position, &key, &value)) result = node_set(node, key, value);
    Py_XDECREF(copy);
    return result;
}

static int merge_mapping(ChainDict *node, PyObject *mapping)
{
    PyObject *keys = PyMapping_Keys(mapping), *iterator = keys == NULL ? NULL : PyObject_GetIter(keys), *key;
    Py_XDECREF(keys);
    if (iterator == NULL) return -1;
    int result = 0;
    while (result == 0 && (key = PyIter_Next(iterator)) != NULL) {
        PyObject *value = PyObject_GetItem(mapping, key);
        result = value == NULL ? -1 : node_set(node, key, value);
        Py_XDECREF(value);
        Py_DECREF(key);
    }
    Py_DECREF(iterator);
    return PyErr_Occurred() ? -1 : result;
}

static int merge_pair(ChainDict *node, PyObject *item, Py_ssize_t number)
{
    PyObject *pair = PySequence_Fast(item, "");
    if (pair == NULL) {
        if (PyErr_ExceptionMatches(PyExc_TypeError))
            PyErr_Format(PyExc_TypeError, "cannot convert dictionary update sequence element #%zd to a sequence", number);
        return -1;
    }
    int result = -1;
    if (PySequence_Fast_GET_SIZE(pair) != 2) {
        PyErr_Format(PyExc_ValueError, "dictionary update sequence element #%zd has length %zd; 2 is required", number,
                     PySequence_Fast_GET_SIZE(pair));
    }
    else {
        PyObject *key = Py_NewRef(PySequence_Fast_GET_ITEM(pair, 0)); /* the pair may be a list of the contract */
        PyObject *value = Py_NewRef(PySequence_Fast_GET_ITEM(pair, 1));
        result = node_set(node, key, value);
        Py_DECREF(key);
        Py_DECREF(value);
    }
    Py_DECREF(pair);
    return result;
}

static int merge_pairs(ChainDict *node, PyObject *pairs)
{
    PyObject *iterator = PyObject_GetIter(pairs), *item;
    if (iterator == NULL) return -1;
    int result = 0;
    for (Py_ssize_t number = 0; result == 0 && (item = PyIter_Next(iterator)) != NULL; number++) {
        result = merge_pair(node, item, number);
        Py_DECREF(item);
    }
    Py_DECREF(iterator);
    return PyErr_Occurred() ? -1 : result;
}

int chain_merge(ChainDict *node, PyObject *other)
{
    PyObject *keys;
    if (PyDict_CheckExact(other)) return merge_plain(node, PyDict_Copy(other));
    if (IS_CHAIN(other)) return merge_plain(node, chain_to_dict((ChainDict *)other));
    int is_mapping = PyObject_GetOptionalAttrString(other, "keys", &keys);
    Py_XDECREF(keys);
    if (is_mapping < 0) return -1;
    return is_mapping ? merge_mapping(node, other) : merge_pairs(node, other);
}

PyObject *chain_update(PyObject *self, PyObject *args, PyObject *keywords)
{
    PyObject *other = NULL;
    if (!PyArg_UnpackTuple(args, "update", 0, 1, &other)) return NULL;
    if (other != NULL && chain_merge((ChainDict *)self, other) < 0) return NULL;
    if (keywords != NULL && chain_merge((ChainDict *)self, keywords) < 0) return NULL;
    Py_RETURN_NONE;
}
