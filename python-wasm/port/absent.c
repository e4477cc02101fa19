/*
 * What the core expects of modules that the image does not have: posix, signal, faulthandler, atexit,
 * readline. Each answers as an interpreter would in which nothing of the kind ever happens.
 */

#include "Python.h"
#include "pycore_atexit.h"
#include "pycore_faulthandler.h"
#include "pycore_initconfig.h"
#include "pycore_pyerrors.h"
#include "pycore_signal.h"

/* posix: there are no path-like objects to ask, only text and bytes. */
PyObject *
PyOS_FSPath(PyObject *path)
{
    if (PyUnicode_Check(path) || PyBytes_Check(path)) {
        return Py_NewRef(path);
    }
    PyErr_Format(PyExc_TypeError, "expected str or bytes, not %.200s", Py_TYPE(path)->tp_name);
    return NULL;
}

/* signal: none is ever pending, and the only thread is the main one. */
int _PySignal_Init(int install_handlers) { (void)install_handlers; return 0; }
void _PySignal_Fini(void) {}
int PyErr_CheckSignals(void) { return 0; }
int _PyErr_CheckSignalsTstate(PyThreadState *tstate) { (void)tstate; return 0; }
int _PyOS_InterruptOccurred(PyThreadState *tstate) { (void)tstate; return 0; }
int PyOS_InterruptOccurred(void) { return 0; }
int _PyOS_IsMainThread(void) { return 1; }
int PyErr_SetInterruptEx(int signum) { (void)signum; return 0; }
void PyErr_SetInterrupt(void) {}

/* faulthandler */
PyStatus _PyFaulthandler_Init(int enable) { (void)enable; return PyStatus_Ok(); }
void _PyFaulthandler_Fini(void) {}

/* atexit: the interpreter is never finalised. */
PyStatus _PyAtExit_Init(PyInterpreterState *interp) { (void)interp; return PyStatus_Ok(); }
void _PyAtExit_Fini(PyInterpreterState *interp) { (void)interp; }
void _PyAtExit_Call(PyInterpreterState *interp) { (void)interp; }

/* readline: input() finds the end of its input. */
char *
PyOS_Readline(FILE *in, FILE *out, const char *prompt)
{
    (void)in;
    (void)out;
    (void)prompt;
    PyErr_SetString(PyExc_EOFError, "there is no input");
    return NULL;
}
