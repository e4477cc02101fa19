/* The functions that the interpreter imports, all from the wasm module "pbevm". The table on the other side is
 * host/vm/python/host-functions.ts; the two change together. Pointers are offsets into guest memory, lengths are
 * bytes. What a function returns in bytes it leaves in the frame's host buffer, for buffer_copy. */
#ifndef PBEVM_HOST_H
#define PBEVM_HOST_H

#include <stdint.h>

#define IMPORT(name) __attribute__((import_module("pbevm"), import_name(#name)))
#define EXPORT(name) __attribute__((export_name(#name), used))

/* Ends of the run. None of them returns: the host unwinds the guest, so no except, finally, __exit__ or destructor
 * runs after them (SEMANTICS 13). */
IMPORT(finish) _Noreturn void host_finish(const uint8_t *output, uint32_t length);
IMPORT(revert) _Noreturn void host_revert(const uint8_t *reason, uint32_t reason_length, const uint8_t *trace,
                                          uint32_t trace_length);
/* Why the call data is refused: it is no list, or the function to enter at is not there. */
enum { BAD_ARGS_NO_LIST = 0, BAD_ARGS_NO_FUNCTION = 1 };
IMPORT(bad_args) _Noreturn void host_bad_args(int32_t why);

/* The artefact that compile() makes. */
IMPORT(output) void host_output(const uint8_t *data, uint32_t length);

/* Storage of the account by exact key. get returns the value's length, or -1; it copies a value of at most `capacity`
 * bytes to destination and leaves a longer one in the host buffer. */
IMPORT(storage_get) int32_t host_storage_get(const uint8_t *key, uint32_t key_length, uint8_t *destination,
                                             uint32_t capacity);
IMPORT(storage_set) void host_storage_set(const uint8_t *key, uint32_t key_length, const uint8_t *value,
                                          uint32_t value_length);
IMPORT(storage_delete) void host_storage_delete(const uint8_t *key, uint32_t key_length);

/* The host buffer: what storage_get, call, external or external_names left there. */
IMPORT(buffer_size) uint32_t host_buffer_size(void);
IMPORT(buffer_copy) void host_buffer_copy(uint8_t *destination, uint32_t offset, uint32_t length);

/* Outcome of a call to another contract; its bytes are in the host buffer. */
enum {
    CALL_VALUE = 0,          /* success; output is one CBOR value */
    CALL_BYTES = 1,          /* success; output is raw bytes */
    CALL_REVERTED_TEXT = 2,  /* revert; reason is CBOR text */
    CALL_REVERTED_BYTES = 3, /* revert; reason is raw bytes */
    CALL_HALTED = 4,         /* halt; its code as ASCII */
    CALL_REFUSED = 5,        /* refused before it ran; its code as ASCII */
    CALL_OUTCOME_MASK = 7,
    CALL_CHAIN_STALE = 8,    /* beside these: other frames may have changed the storage meanwhile (SEMANTICS 17) */
};
#define FUEL_ALL UINT64_MAX
/* address: UTF-8 text as the contract wrote it; value: 16 bytes, big-endian; fuel: a cap, or FUEL_ALL. */
IMPORT(call) int32_t host_call(const uint8_t *address, uint32_t address_length, const uint8_t *data,
                               uint32_t data_length, const uint8_t *value, uint64_t fuel);
/* The code of the address on the storage, address, invoker and value of the caller (SEMANTICS 20). */
IMPORT(delegate_call) int32_t host_delegate_call(const uint8_t *address, uint32_t address_length, const uint8_t *data,
                                                 uint32_t data_length, uint64_t fuel);

/* Of frames of execution environments (SEMANTICS 39). What the frame may ask for: a CBOR list of names, left in the host
 * buffer; returns its length. */
IMPORT(external_names) uint32_t host_external_names(void);
/* Asks for the name at the index, with a CBOR list of arguments. The outcome is as of call; what halts does not return. */
IMPORT(external) int32_t host_external(uint32_t index, const uint8_t *args, uint32_t length);

IMPORT(emit) void host_emit(const uint8_t *event, uint32_t length);
IMPORT(print) void host_print(const uint8_t *text, uint32_t length);
IMPORT(self_destruct) void host_self_destruct(void);

#endif
