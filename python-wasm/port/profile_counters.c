/*
 * For the training build only (build/train.ts): says where the counters of -fprofile-generate are, so that the
 * build tool reads them from memory. Stands in for compiler-rt's profile runtime, which the toolchain lacks.
 */

#include <stdint.h>

/* Functions instrumented by clang refer to it, to have a runtime linked. */
int __llvm_profile_runtime;

/* Bounds of the sections, from the linker. */
extern char __start___llvm_prf_data, __stop___llvm_prf_data, __start___llvm_prf_cnts, __stop___llvm_prf_cnts,
    __start___llvm_prf_names, __stop___llvm_prf_names;

__attribute__((export_name("profile_bound"), used)) uintptr_t
profile_bound(int index)
{
    char *const bounds[] = {&__start___llvm_prf_data, &__stop___llvm_prf_data, &__start___llvm_prf_cnts,
                            &__stop___llvm_prf_cnts, &__start___llvm_prf_names, &__stop___llvm_prf_names};
    return (uintptr_t)bounds[index];
}

/* Instrumented functions are linked whether they are called or not; these WASI functions are for those alone. */
#define WASI(name) __imported_wasi_snapshot_preview1_##name
enum { ERRNO_NOSYS = 52 };

int32_t WASI(clock_res_get)(int32_t clock, int32_t nanoseconds) { return ERRNO_NOSYS; }
int32_t WASI(path_filestat_get)(int32_t fd, int32_t flags, int32_t path, int32_t length, int32_t stat)
{
    return ERRNO_NOSYS;
}
int32_t WASI(sched_yield)(void) { return ERRNO_NOSYS; }
