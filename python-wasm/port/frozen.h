/* The frozen modules' bytes. They are of no use after boot, and every byte that is not zero is copied at each call. */

#ifndef PBEVM_FROZEN_H
#define PBEVM_FROZEN_H

/* Zeroes them. Nothing can be imported from them any more. */
void pbevm_clear_frozen(void);

#endif
