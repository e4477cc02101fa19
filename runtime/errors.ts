/**
 * The closed set of ways in which things end (SEMANTICS 3, 19; STYLE "Errors are a closed union of codes").
 *
 * Contract outcomes (revert, halt, refusal) are values, never exceptions. Exceptions are for the embedder:
 * bad input, a machine that cannot run us, and `HostFault`, which must stop the node and never reaches a
 * receipt.
 */

/** Ends that undo the frame's changes and keep its remaining fuel. */
export type RevertCode = 'REVERT' | 'BAD_ARGS';

/** Ends that undo the frame's changes and consume all of its fuel. */
export type HaltCode = 'OUT_OF_FUEL' | 'STACK_LIMIT' | 'TRAP' | 'MEMORY' | 'INVALID_CODE' | 'STATIC' | 'RENT';

/** A call that was refused before it ran; it costs its base price only. */
export type RefusalCode =
  | 'DEPTH'
  | 'PAGES'
  | 'BALANCE'
  | 'REENTRANCY'
  | 'NO_CODE'
  | 'BAD_ADDRESS'
  | 'VM_MISMATCH'
  | 'TOMBSTONE';

/** Codes of the exceptions that the embedding API throws. */
export type ErrorCode =
  /** An argument of an API call has the wrong type, form or range. */
  | 'BAD_INPUT'
  /** A value that has no CBOR form, or bytes that are not canonical CBOR. */
  | 'BAD_VALUE'
  /** A wasm binary that is malformed or outside the profile. */
  | 'BAD_MODULE'
  /** The interpreter image is missing or is not the pinned one. */
  | 'IMAGE_MISSING'
  | 'IMAGE_MISMATCH'
  /** The calling thread's stack cannot hold the deepest legal call (SEMANTICS 5). */
  | 'STACK_TOO_SMALL'
  /** The data folder is in use, damaged, or of another format. */
  | 'STORE_LOCKED'
  | 'STORE_DAMAGED'
  | 'STORE_UNAVAILABLE'
  /** The state at that height is not kept any more, or there is no block of that height. */
  | 'PRUNED'
  | 'UNKNOWN_HEIGHT'
  /** A state export that is damaged, out of order, or does not give the root that it names. */
  | 'BAD_EXPORT'
  /** A proof that is malformed, is not of the root, or does not show what is asked of it. */
  | 'BAD_PROOF'
  /** The state at that height is not kept any more, or there is no block of that height. */
  | 'PRUNED'
  | 'UNKNOWN_HEIGHT'
  /** A state export that is damaged, out of order, or does not give the root that it names. */
  | 'BAD_EXPORT'
  /** The call's signal was aborted, or its deadline passed: it has no result and no effect. */
  | 'ABORTED'
  | 'DEADLINE'
  /** The address space cannot hold the memories that a transaction may need. */
  | 'MEMORY_UNAVAILABLE'
  /** The state of the EVM and that of PBEVM beside it are not of the same block. */
  | 'OUT_OF_STEP'
  /** A call whose fuel was to be estimated does not succeed. */
  | 'CALL_FAILED'
  /** A server cannot listen where it was told to. */
  | 'PORT_UNAVAILABLE'
  /** The host was closed. */
  | 'CLOSED'
  /** A transaction that is malformed, forged, or cannot be in a block; see `TransactionError`. */
  | 'BAD_TRANSACTION'
  /** A block or header that is malformed or does not say what follows from it; see `BlockError`. */
  | 'BAD_BLOCK'
  /** A genesis file that is malformed or asks for what is not built. */
  | 'BAD_GENESIS'
  /** See `HostFault`. */
  | 'HOST_FAULT';

/** Base of every exception this package throws: a stable `code`, a message for people. */
export class PbevmError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'PbevmError';
    this.code = code;
  }
}

/**
 * A bug in the host or a broken machine (disk error, failed real memory growth, V8's own stack overflow, a
 * failed assertion). The node must stop: no result computed after it can be trusted, and none is ever made
 * from it.
 */
export class HostFault extends PbevmError {
  constructor(message: string, options?: ErrorOptions) {
    super('HOST_FAULT', message, options);
    this.name = 'HostFault';
  }
}

/** Checks an internal invariant, in production too; a violation is a `HostFault`. */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new HostFault(`assertion failed: ${message}`);
}
