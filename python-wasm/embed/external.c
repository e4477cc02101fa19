/* What a frame of an execution environment may ask for by name (SEMANTICS 39-41): in a script or a linked function the
 * attributes of `eei`; in a child the functions that its environment links, as globals and as attributes of `wei`. What
 * each does, the host knows from the frame's kind: here it is an object with a name and an index. */
#include "contract.h"
#include "cbor.h"
#include "chain.h"
#include "host.h"
#include "pycore_namespace.h"
#include <stddef.h>

typedef struct {
    PyObject_HEAD
    vectorcallfunc vectorcall;
    PyObject *name;
    uint32_t index;
} ExternalFunction;

/* ---- calls ---- */

static int encode_args(Encoder *encoder, PyObject *const *args, Py_ssize_t count)
{
    PyObject *list = PyList_New(count);
    if (list == NULL) return -1;
    for (Py_ssize_t i = 0; i < count; i++) PyList_SET_ITEM(list, i, Py_NewRef(args[i]));
    int result = encode_value(encoder, list);
    Py_DECREF(list);
    return result;
}

/* As a call: the data is encoded, chain is flushed, then the host is asked (SEMANTICS 16). */
static PyObject *external_call(PyObject *self, PyObject *const *args, size_t count, PyObject *keywords)
{
    ExternalFunction *function = (ExternalFunction *)self;
    if (keywords != NULL && PyTuple_GET_SIZE(keywords) > 0)
        return PyErr_Format(PyExc_TypeError, "%U() takes no keyword arguments", function->name);
    Encoder encoder;
    encoder_init(&encoder, "args");
    if (encode_args(&encoder, args, PyVectorcall_NARGS(count)) < 0 || chain_flush() < 0) {
        encoder_clear(&encoder);
        return NULL;
    }
    int32_t outcome = host_external(function->index, encoder.data, (uint32_t)encoder.length);
    encoder_clear(&encoder);
    return api_call_outcome(outcome);
}

/* ---- the type ---- */

static PyObject *external_repr(PyObject *self)
{
    return PyUnicode_FromFormat("<external function %U>", ((ExternalFunction *)self)->name);
}

static void external_dealloc(PyObject *self)
{
    Py_XDECREF(((ExternalFunction *)self)->name);
    PyObject_Free(self);
}

static PyMemberDef external_members[] = {
    {"__name__", Py_T_OBJECT_EX, offsetof(ExternalFunction, name), Py_READONLY},
    {NULL},
};

/* Made ready where it is used: other contracts have nothing of it in their memory. */
static PyTypeObject external_type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "pbevm.external_function",
    .tp_basicsize = sizeof(ExternalFunction),
    .tp_dealloc = external_dealloc,
    .tp_repr = external_repr,
    .tp_call = PyVectorcall_Call,
    .tp_vectorcall_offset = offsetof(ExternalFunction, vectorcall),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_VECTORCALL | Py_TPFLAGS_DISALLOW_INSTANTIATION,
    .tp_members = external_members,
};

static PyObject *external_new(PyObject *name, uint32_t index)
{
    ExternalFunction *function = PyObject_New(ExternalFunction, &external_type);
    if (function == NULL) return NULL;
    function->vectorcall = external_call;
    function->name = Py_NewRef(name);
    function->index = index;
    return (PyObject *)function;
}

/* ---- the names ---- */

/* A list of str. */
static PyObject *read_names(void)
{
    uint32_t length = host_external_names();
    uint8_t *data = PyMem_RawMalloc((size_t)length + 1);
    if (data == NULL) return PyErr_NoMemory();
    host_buffer_copy(data, 0, length);
    PyObject *names = decode_value(data, length);
    PyMem_RawFree(data);
    return names;
}

/* Adds the functions to `functions`, and to `globals` unless that is NULL. */
static int add_functions(PyObject *names, PyObject *functions, PyObject *globals)
{
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(names); i++) {
        PyObject *name = PyList_GET_ITEM(names, i), *function = external_new(name, (uint32_t)i);
        int result = function == NULL ? -1 : PyDict_SetItem(functions, name, function);
        if (result == 0 && globals != NULL) result = PyDict_SetItem(globals, name, function);
        Py_XDECREF(function);
        if (result < 0) return -1;
    }
    return 0;
}

int external_install(PyObject *globals, int is_child)
{
    if (PyType_Ready(&external_type) < 0) return -1;
    PyObject *names = read_names(), *functions = names == NULL ? NULL : PyDict_New(), *namespace = NULL;
    if (functions != NULL && add_functions(names, functions, is_child ? globals : NULL) == 0)
        namespace = _PyNamespace_New(functions);
    int result = namespace == NULL ? -1 : PyDict_SetItemString(globals, is_child ? "wei" : "eei", namespace);
    Py_XDECREF(names);
    Py_XDECREF(functions);
    Py_XDECREF(namespace);
    return result;
}
