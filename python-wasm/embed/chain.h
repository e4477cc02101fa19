/* `chain`, the persistent state: loaded into a plain dict before the script runs, written back by difference. */
#ifndef PBEVM_CHAIN_H
#define PBEVM_CHAIN_H

#include "Python.h"

/* The dict of the stored entries, in insertion order; NULL with an exception set. Called once a run. */
PyObject *chain_load(void);

/* Writes what changed since the load or the last flush; -1 with TypeError or ValueError that names the place. The
 * dict of chain_load is meant, whatever the name `chain` is bound to by now. Runs no code of the contract. */
int chain_flush(void);

/* Makes the dict anew from storage, which other frames may have written; the dict itself stays the same object. After a
 * flush. A dict that cannot be read again for lack of memory traps. */
void chain_invalidate(void);

#endif
