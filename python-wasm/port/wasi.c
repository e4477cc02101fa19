/*
 * WASI, defined away: every function of it that wasi-libc still refers to once unused code is gone. wasm-ld
 * takes these definitions instead of imports, so the image imports nothing but the contract API. There is no
 * clock, no entropy, no file and no environment to ask for: time stands still and random bytes are zeros.
 *
 * Left out of the link by --wasi. Should an upstream change need another function, the link fails and names it.
 */

#include <stdint.h>
#include <string.h>

#define WASI(name) __imported_wasi_snapshot_preview1_##name

enum { SUCCESS = 0, ERRNO_BADF = 8 };

static void *
at(int32_t address)
{
    return (void *)(uintptr_t)(uint32_t)address;
}

static void
store_zero(int32_t address, size_t bytes)
{
    memset(at(address), 0, bytes);
}

int32_t
WASI(environ_sizes_get)(int32_t count, int32_t bytes)
{
    store_zero(count, sizeof(uint32_t));
    store_zero(bytes, sizeof(uint32_t));
    return SUCCESS;
}

int32_t WASI(environ_get)(int32_t list, int32_t text) { return SUCCESS; }

int32_t
WASI(clock_time_get)(int32_t clock, int64_t precision, int32_t nanoseconds)
{
    store_zero(nanoseconds, sizeof(uint64_t));
    return SUCCESS;
}

int32_t
WASI(random_get)(int32_t buffer, int32_t bytes)
{
    store_zero(buffer, (uint32_t)bytes);
    return SUCCESS;
}

_Noreturn void WASI(proc_exit)(int32_t status) { __builtin_trap(); }

/* No file descriptor is open, and none can be opened: not even the standard streams. */
int32_t WASI(fd_close)(int32_t fd) { return ERRNO_BADF; }
int32_t WASI(fd_fdstat_get)(int32_t fd, int32_t stat) { return ERRNO_BADF; }
int32_t WASI(fd_fdstat_set_flags)(int32_t fd, int32_t flags) { return ERRNO_BADF; }
int32_t WASI(fd_filestat_get)(int32_t fd, int32_t stat) { return ERRNO_BADF; }
int32_t WASI(fd_prestat_get)(int32_t fd, int32_t stat) { return ERRNO_BADF; }
int32_t WASI(fd_prestat_dir_name)(int32_t fd, int32_t path, int32_t length) { return ERRNO_BADF; }
int32_t WASI(fd_read)(int32_t fd, int32_t buffers, int32_t count, int32_t done) { return ERRNO_BADF; }
int32_t WASI(fd_seek)(int32_t fd, int64_t offset, int32_t whence, int32_t position) { return ERRNO_BADF; }
int32_t WASI(fd_write)(int32_t fd, int32_t buffers, int32_t count, int32_t done) { return ERRNO_BADF; }

int32_t
WASI(path_open)(int32_t fd, int32_t flags, int32_t path, int32_t length, int32_t open_flags, int64_t rights,
                int64_t inherited_rights, int32_t fd_flags, int32_t result)
{
    return ERRNO_BADF;
}
