/* `chain`, the persistent state: a dict of dicts whose entries are read when they are used and written back when
 * they differ (SEMANTICS 14-17). */
#ifndef PBEVM_CHAIN_H
#define PBEVM_CHAIN_H

#include "Python.h"

/* Makes the types ready. Called once at boot; 0 or -1. */
int chain_init(void);

/* The stored dict; NULL with an exception set. Reads nothing yet. Called once a run. */
PyObject *chain_load(void);

/* Writes what changed since the load or the last flush; -1 with TypeError or ValueError that names the place, and
 * then nothing is written. The dict of chain_load is meant, whatever the name `chain` is bound to by now. Runs no
 * code of the contract, except destructors that the flush before put off. */
int chain_flush(void);

/* Forgets what was read: after a call in which another frame may have changed what is stored (SEMANTICS 17). Stored
 * dicts that the contract holds stay valid and are read again; mutable values it holds are detached. Called with
 * everything flushed; may run destructors. */
void chain_invalidate(void);

/* For the encoder: whether an object is a stored dict, its length (-1: an exception), and its items. chain_next
 * returns 1, 0 at the end, -1 with an exception; *position starts at 0, key and value are borrowed. */
int chain_is_dict(PyObject *object);
Py_ssize_t chain_length(PyObject *dict);
int chain_next(PyObject *dict, Py_ssize_t *position, PyObject **key, PyObject **value);

#endif
