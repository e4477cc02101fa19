/* What the modules of the test image expect of those that it does not have. Beside port/absent.c. */

#include "Python.h"

/* readline: there is no terminal to read from. */
int (*PyOS_InputHook)(void) = NULL;

/* atexit: the interpreter is never finalised. */
int
PyUnstable_AtExit(PyInterpreterState *interp, void (*function)(void *), void *data)
{
    (void)interp;
    (void)function;
    (void)data;
    PyErr_SetString(PyExc_RuntimeError, "the interpreter is never finalised");
    return -1;
}

/* getpath: port/getpath.c has none. */
PyObject *
_Py_Get_Getpath_CodeObject(void)
{
    PyErr_SetString(PyExc_RuntimeError, "there is no getpath");
    return NULL;
}
