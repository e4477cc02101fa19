/*
 * hashlib's SHA-2, computed by the host, as a precompile of the EVM is: it has the processor's instructions for it, and
 * the same in wasm takes four times as long. Replaces CPython's Modules/sha2module.c.
 *
 * The host hashes a whole message at once. So an object keeps its message until somebody asks for the digest, which
 * is then kept until the next update. A message that arrives in parts and grows long, or a long one that is copied
 * or added to, goes through HACL's code in wasm instead, once, and the object continues as CPython's do: whatever the
 * order of calls, a byte of a message longer than MESSAGE_PARTS_MAX is hashed at most once by each.
 */

#include "Python.h"
#include "pycore_modsupport.h" // _PyArg_UnpackKeywords()
#include "pycore_strhex.h"     // _Py_strhex()

#include <stddef.h>
#include <stdint.h>

#include "Modules/hashlib.h"
#include "Hacl_Hash_SHA2.h"

/* Writes the digest of a message; the length of the digest says which of SHA-2 it is. The other imports of the module
 * are in embed/host.h. */
__attribute__((import_module("pbevm"), import_name("sha2"))) extern void
host_sha2(uint32_t digest_bytes, const uint8_t *message, uint32_t length, uint8_t *digest);

/* Bytes up to which a message is put together from parts, or copied. */
enum { MESSAGE_PARTS_MAX = 4096 };

typedef struct {
    const char *name, *type_name;
    int digest_bytes, block_bytes;
} Algorithm;

enum { SHA224, SHA256, SHA384, SHA512, ALGORITHMS };
static const Algorithm algorithms[ALGORITHMS] = {
    [SHA224] = {"sha224", "_sha2.SHA224Type", 28, 64},
    [SHA256] = {"sha256", "_sha2.SHA256Type", 32, 64},
    [SHA384] = {"sha384", "_sha2.SHA384Type", 48, 128},
    [SHA512] = {"sha512", "_sha2.SHA512Type", 64, 128},
};

typedef struct {
    PyTypeObject *types[ALGORITHMS];
} ModuleState;

/* ---- HACL's state, with its buffers ---- */

typedef struct {
    union {
        Hacl_Streaming_MD_state_32 narrow; /* of sha224 and sha256 */
        Hacl_Streaming_MD_state_64 wide;
    };
    uint64_t words[8];
    uint8_t block[128];
} Stream;

static void stream_start(Stream *stream, int algorithm)
{
    stream->narrow.block_state = (uint32_t *)stream->words;
    stream->narrow.buf = stream->block;
    switch (algorithm) {
    case SHA224: Hacl_Hash_SHA2_reset_224(&stream->narrow); break;
    case SHA256: Hacl_Hash_SHA2_reset_256(&stream->narrow); break;
    case SHA384: Hacl_Hash_SHA2_reset_384(&stream->wide); break;
    default: Hacl_Hash_SHA2_reset_512(&stream->wide);
    }
}

static void stream_update(Stream *stream, int algorithm, const uint8_t *data, uint32_t length)
{
    /* The result says that 2^61 bytes were exceeded. */
    if (algorithm < SHA384) (void)Hacl_Hash_SHA2_update_256(&stream->narrow, (uint8_t *)data, length);
    else (void)Hacl_Hash_SHA2_update_512(&stream->wide, (uint8_t *)data, length);
}

static void stream_digest(Stream *stream, int algorithm, uint8_t *digest)
{
    switch (algorithm) {
    case SHA224: Hacl_Hash_SHA2_digest_224(&stream->narrow, digest); break;
    case SHA256: Hacl_Hash_SHA2_digest_256(&stream->narrow, digest); break;
    case SHA384: Hacl_Hash_SHA2_digest_384(&stream->wide, digest); break;
    default: Hacl_Hash_SHA2_digest_512(&stream->wide, digest);
    }
}

static void stream_copy(Stream *to, const Stream *from)
{
    *to = *from;
    to->narrow.block_state = (uint32_t *)to->words;
    to->narrow.buf = to->block;
}

/* ---- hash objects ---- */

typedef struct {
    PyObject_HEAD
    int algorithm;
    PyObject *message; /* bytes: all that was hashed, or NULL if `stream` has it */
    Stream *stream;    /* NULL as long as there is a message */
    PyObject *digest;  /* bytes, or NULL until it is asked for */
} HashObject;

/* A hash object of the empty message. */
static HashObject *new_object(PyTypeObject *type, int algorithm)
{
    HashObject *self = PyObject_New(HashObject, type);
    if (self == NULL) return NULL;
    self->algorithm = algorithm;
    self->message = Py_GetConstant(Py_CONSTANT_EMPTY_BYTES);
    self->stream = NULL;
    self->digest = NULL;
    return self;
}

static void hash_dealloc(HashObject *self)
{
    PyTypeObject *type = Py_TYPE(self);
    Py_XDECREF(self->message);
    Py_XDECREF(self->digest);
    PyMem_Free(self->stream);
    PyObject_Free(self);
    Py_DECREF(type);
}

/* Lets HACL have the message. Returns 0, or -1 with MemoryError and the object as it was. */
static int start_stream(HashObject *self)
{
    Stream *stream = PyMem_Malloc(sizeof(Stream));
    if (stream == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    stream_start(stream, self->algorithm);
    stream_update(stream, self->algorithm, (const uint8_t *)PyBytes_AS_STRING(self->message),
                  (uint32_t)PyBytes_GET_SIZE(self->message));
    self->stream = stream;
    Py_CLEAR(self->message);
    return 0;
}

/* The message and some more bytes as a new object: `message` may be known elsewhere. */
static int append(PyObject **message, const void *data, Py_ssize_t length)
{
    Py_ssize_t before = PyBytes_GET_SIZE(*message);
    PyObject *whole = PyBytes_FromStringAndSize(NULL, before + length);
    if (whole == NULL) return -1;
    memcpy(PyBytes_AS_STRING(whole), PyBytes_AS_STRING(*message), (size_t)before);
    memcpy(PyBytes_AS_STRING(whole) + before, data, (size_t)length);
    Py_SETREF(*message, whole);
    return 0;
}

/* Adds what `view` shows of `object`. Returns 0, or -1 with MemoryError and the object as it was. */
static int hash_bytes(HashObject *self, PyObject *object, const Py_buffer *view)
{
    if (view->len == 0) return 0;
    if (self->message != NULL) {
        Py_ssize_t before = PyBytes_GET_SIZE(self->message);
        int failed = 0;
        if (before == 0 && PyBytes_CheckExact(object)) Py_SETREF(self->message, Py_NewRef(object));
        else if (view->len <= MESSAGE_PARTS_MAX - before) failed = append(&self->message, view->buf, view->len);
        else failed = start_stream(self);
        if (failed) return -1;
    }
    if (self->stream != NULL) stream_update(self->stream, self->algorithm, view->buf, (uint32_t)view->len);
    Py_CLEAR(self->digest);
    return 0;
}

/* Messages shorter than so many blocks are hashed sooner here than a host function is called. */
enum { HOST_BLOCKS_MIN = 2 };

static void message_digest(PyObject *message, int algorithm, uint8_t *digest)
{
    const uint8_t *bytes = (const uint8_t *)PyBytes_AS_STRING(message);
    uint32_t length = (uint32_t)PyBytes_GET_SIZE(message);
    if (length >= (uint32_t)(HOST_BLOCKS_MIN * algorithms[algorithm].block_bytes)) {
        host_sha2((uint32_t)algorithms[algorithm].digest_bytes, bytes, length, digest);
        return;
    }
    Stream stream;
    stream_start(&stream, algorithm);
    stream_update(&stream, algorithm, bytes, length);
    stream_digest(&stream, algorithm, digest);
}

/* The digest, borrowed from the object; NULL with MemoryError. */
static PyObject *hash_digest(HashObject *self)
{
    if (self->digest != NULL) return self->digest;
    int length = algorithms[self->algorithm].digest_bytes;
    PyObject *digest = PyBytes_FromStringAndSize(NULL, length);
    if (digest == NULL) return NULL;
    uint8_t *bytes = (uint8_t *)PyBytes_AS_STRING(digest);
    if (self->stream != NULL) stream_digest(self->stream, self->algorithm, bytes);
    else message_digest(self->message, self->algorithm, bytes);
    self->digest = digest;
    return digest;
}

/* ---- methods ---- */

static PyObject *hash_update(HashObject *self, PyObject *object)
{
    Py_buffer view;
    GET_BUFFER_VIEW_OR_ERROUT(object, &view);
    int result = hash_bytes(self, object, &view);
    PyBuffer_Release(&view);
    if (result < 0) return NULL;
    Py_RETURN_NONE;
}

static PyObject *hash_digest_method(HashObject *self, PyObject *Py_UNUSED(none))
{
    return Py_XNewRef(hash_digest(self));
}

static PyObject *hash_hexdigest(HashObject *self, PyObject *Py_UNUSED(none))
{
    PyObject *digest = hash_digest(self);
    return digest == NULL ? NULL : _Py_strhex(PyBytes_AS_STRING(digest), PyBytes_GET_SIZE(digest));
}

static PyObject *hash_copy(HashObject *self, PyObject *Py_UNUSED(none))
{
    if (self->message != NULL && PyBytes_GET_SIZE(self->message) > MESSAGE_PARTS_MAX && start_stream(self) < 0)
        return NULL;
    HashObject *copy = new_object(Py_TYPE(self), self->algorithm);
    if (copy == NULL) return NULL;
    if (self->stream != NULL) {
        copy->stream = PyMem_Malloc(sizeof(Stream));
        if (copy->stream == NULL) {
            Py_DECREF(copy);
            return PyErr_NoMemory();
        }
        stream_copy(copy->stream, self->stream);
    }
    Py_XSETREF(copy->message, Py_XNewRef(self->message));
    copy->digest = Py_XNewRef(self->digest);
    return (PyObject *)copy;
}

static PyMethodDef hash_methods[] = {
    {"copy", (PyCFunction)hash_copy, METH_NOARGS, NULL},
    {"digest", (PyCFunction)hash_digest_method, METH_NOARGS, NULL},
    {"hexdigest", (PyCFunction)hash_hexdigest, METH_NOARGS, NULL},
    {"update", (PyCFunction)hash_update, METH_O, NULL},
    {NULL},
};

static PyObject *get_block_size(HashObject *self, void *Py_UNUSED(closure))
{
    return PyLong_FromLong(algorithms[self->algorithm].block_bytes);
}

static PyObject *get_digest_size(HashObject *self, void *Py_UNUSED(closure))
{
    return PyLong_FromLong(algorithms[self->algorithm].digest_bytes);
}

static PyObject *get_name(HashObject *self, void *Py_UNUSED(closure))
{
    return PyUnicode_FromString(algorithms[self->algorithm].name);
}

static PyGetSetDef hash_attributes[] = {
    {"block_size", (getter)get_block_size},
    {"name", (getter)get_name},
    {"digest_size", (getter)get_digest_size},
    {NULL},
};

static PyType_Slot hash_slots[] = {
    {Py_tp_dealloc, hash_dealloc},
    {Py_tp_methods, hash_methods},
    {Py_tp_getset, hash_attributes},
    {0, NULL},
};

/* ---- sha224(data=b'', *, usedforsecurity=True, string=None), and the others ---- */

static PyObject *construct(PyObject *module, int algorithm, PyObject *const *args, Py_ssize_t count, PyObject *keywords,
                           _PyArg_Parser *parser)
{
    PyObject *data = NULL, *string = NULL, *object, *buffer[3] = {NULL};
    if (count <= 1 && (keywords == NULL || PyTuple_GET_SIZE(keywords) == 0)) data = count == 1 ? args[0] : NULL;
    else {
        PyObject *const *given = _PyArg_UnpackKeywords(args, count, NULL, keywords, parser, 0, 1, 0, buffer);
        if (given == NULL || (given[1] != NULL && PyObject_IsTrue(given[1]) < 0)) return NULL;
        data = given[0];
        string = given[2];
    }
    if (_Py_hashlib_data_argument(&object, data, string) < 0) return NULL;
    Py_buffer view;
    if (object != NULL) GET_BUFFER_VIEW_OR_ERROUT(object, &view);
    HashObject *self = new_object(((ModuleState *)PyModule_GetState(module))->types[algorithm], algorithm);
    if (object != NULL) {
        if (self != NULL && hash_bytes(self, object, &view) < 0) Py_CLEAR(self);
        PyBuffer_Release(&view);
    }
    return (PyObject *)self;
}

static const char *const parameter_names[] = {"data", "usedforsecurity", "string", NULL};

#define CONSTRUCTOR(name, algorithm)                                                                                   \
    static PyObject *name(PyObject *module, PyObject *const *args, Py_ssize_t count, PyObject *keywords)                \
    {                                                                                                                  \
        static _PyArg_Parser parser = {.keywords = parameter_names, .fname = #name};                          \
        return construct(module, algorithm, args, count, keywords, &parser);                                           \
    }
CONSTRUCTOR(sha224, SHA224)
CONSTRUCTOR(sha256, SHA256)
CONSTRUCTOR(sha384, SHA384)
CONSTRUCTOR(sha512, SHA512)

#define METHOD(name) {#name, (PyCFunction)(void (*)(void))name, METH_FASTCALL | METH_KEYWORDS, NULL}
static PyMethodDef functions[] = {METHOD(sha256), METHOD(sha224), METHOD(sha512), METHOD(sha384), {NULL}};

/* ---- the module ---- */

static int sha2_exec(PyObject *module)
{
    ModuleState *state = PyModule_GetState(module);
    for (int i = 0; i < ALGORITHMS; i++) {
        PyType_Spec spec = {
            .name = algorithms[i].type_name,
            .basicsize = sizeof(HashObject),
            .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION | Py_TPFLAGS_IMMUTABLETYPE,
            .slots = hash_slots,
        };
        state->types[i] = (PyTypeObject *)PyType_FromModuleAndSpec(module, &spec, NULL);
        if (state->types[i] == NULL || PyModule_AddType(module, state->types[i]) < 0) return -1;
    }
    return 0;
}

static int sha2_traverse(PyObject *module, visitproc visit, void *arg)
{
    ModuleState *state = PyModule_GetState(module);
    for (int i = 0; i < ALGORITHMS; i++) Py_VISIT(state->types[i]);
    return 0;
}

static int sha2_clear(PyObject *module)
{
    ModuleState *state = PyModule_GetState(module);
    for (int i = 0; i < ALGORITHMS; i++) Py_CLEAR(state->types[i]);
    return 0;
}

static PyModuleDef_Slot module_slots[] = {
    {Py_mod_exec, sha2_exec},
    {Py_mod_multiple_interpreters, Py_MOD_PER_INTERPRETER_GIL_SUPPORTED},
    {Py_mod_gil, Py_MOD_GIL_NOT_USED},
    {0, NULL},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "_sha2",
    .m_size = sizeof(ModuleState),
    .m_methods = functions,
    .m_slots = module_slots,
    .m_traverse = sha2_traverse,
    .m_clear = sha2_clear,
};

PyMODINIT_FUNC PyInit__sha2(void)
{
    return PyModuleDef_Init(&definition);
}
