/* The seal: what contract code may no longer do once the interpreter has booted. See seal.c. */

#ifndef PBEVM_SEAL_H
#define PBEVM_SEAL_H

/*
 * 0 while the interpreter boots; the embedding sets it to 1 as the last step of the boot. It is never reset.
 */
extern int pbevm_sealed;

/* 0 before the seal. After it: 1, with the exception set. Call sites return NULL on 1. */
int pbevm_refuse(const char *what);

#endif
