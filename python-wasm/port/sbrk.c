/*
 * The program break, for malloc. Replaces wasi-libc's sbrk, which treats all memory as taken.
 *
 * Here the break is a variable in the guest's memory, so that it is part of the snapshot, and a snapshot may
 * hold more pages than are in use: a call that stays within that slack never grows the memory, and its
 * instance can be used again (SEMANTICS 6). The limit is checked here, so that a program that runs out of it
 * gets MemoryError without asking the host.
 */

#include <errno.h>
#include <stdint.h>
#include <unistd.h>

#define PAGE_BYTES 65536u
#define LIMIT_BYTES ((uintptr_t)PBEVM_PAGES_MAX * PAGE_BYTES)

/* First address that the linker's layout leaves free: malloc uses all below it without asking. */
extern char __heap_end;

static uintptr_t break_address;

static void *
out_of_memory(void)
{
    errno = ENOMEM;
    return (void *)-1;
}

void *
sbrk(intptr_t increment)
{
    if (break_address == 0) {
        break_address = (uintptr_t)&__heap_end;
    }
    uintptr_t start = break_address;
    if (increment == 0) {
        return (void *)start;
    }
    if (increment < 0 || (uintptr_t)increment > LIMIT_BYTES - start) {
        return out_of_memory();
    }
    uintptr_t end = start + (uintptr_t)increment;
    uintptr_t have = (uintptr_t)__builtin_wasm_memory_size(0) * PAGE_BYTES;
    if (end > have) {
        uintptr_t pages = (end - have + PAGE_BYTES - 1) / PAGE_BYTES;
        if (__builtin_wasm_memory_grow(0, pages) == (uintptr_t)-1) {
            return out_of_memory();
        }
    }
    break_address = end;
    return (void *)start;
}
